//! Build script of the desktop shell.

fn main() {
    leave_out_unwinding();
    tauri_build::build();
}

/// A release aborts on a panic, and nobody unwinds its stack: the tables for that are a twelfth of the binary. Linkers
/// have no option for it, but take a rule beside their own.
fn leave_out_unwinding() {
    let is = |name: &str, value: &str| std::env::var(name).is_ok_and(|found| found == value);
    if is("PROFILE", "release") && is("CARGO_CFG_TARGET_OS", "linux") {
        let rule = concat!(env!("CARGO_MANIFEST_DIR"), "/no-unwinding.ld");
        println!("cargo:rerun-if-changed={rule}");
        println!("cargo:rustc-link-arg-bins=-Wl,--no-eh-frame-hdr");
        println!("cargo:rustc-link-arg-bins=-T{rule}");
    }
}
