//! `patchbay`, the command line.
fn main() {}
