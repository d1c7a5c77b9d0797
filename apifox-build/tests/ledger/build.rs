//! Generates the client from the fixture's pages.

fn main() {
    apifox_build::Config::new()
        .pages("../fixtures/ledger")
        .write("ledger.rs")
        .emit_cargo();
}
