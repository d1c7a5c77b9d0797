//! Generates the client from the pages in `spec/`, and from those that `WOOSHPAY_SPEC_DIR` adds; `apifox.yaml` says how.
//!
//! Without the feature `generate` the committed snapshot in `src/generated/` is compiled instead, and nothing happens here.

fn main() {
    #[cfg(feature = "generate")]
    apifox_build::Config::from_manifest("apifox.yaml")
        .write("wooshpay.rs")
        .emit_cargo();
    #[cfg(not(feature = "generate"))]
    println!("cargo::rerun-if-changed=build.rs");
}
