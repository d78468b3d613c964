//! The generated TypeScript client is what the list of operations says.

#![allow(clippy::unwrap_used)] // what cannot be set up fails the test

use std::path::Path;

/// `./dev generate` runs this with `PATCHBAY_WRITE=1`; every other run fails when the file is stale.
#[test]
fn client_is_current() {
    // At run time: a binary that another clone built into the same target directory knows that clone's path.
    let here = std::env::var("CARGO_MANIFEST_DIR").unwrap();
    let path = Path::new(&here).join("../../ui/src/host/operations.ts");
    let generated = patchbay_workspace::operations::typescript::generate().unwrap();
    if std::env::var_os("PATCHBAY_WRITE").is_some() {
        std::fs::write(&path, &generated).unwrap();
    }
    let current = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        current == generated,
        "{} is stale: run ./dev generate",
        path.display()
    );
}
