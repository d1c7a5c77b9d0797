//! Generates the client from the pages in `spec/`.

fn main() {
    apifox_build::Config::new().pages("spec").write("parcels.rs").emit_cargo();
}
