//! Generates the client from the pages in `spec/`, and from those that `WOOSHPAY_SPEC_DIR` adds.
//!
//! Without the feature `generate` the committed snapshot in `src/generated/` is compiled instead, and nothing happens here.

fn main() {
    #[cfg(feature = "generate")]
    apifox_build::Config::new()
        .pages("spec")
        .pages_from_env("WOOSHPAY_SPEC_DIR")
        .replace("Money", "crate::Money")
        .client("crate::Client")
        .reserve(["base_url", "builder", "from_env", "mode", "new"])
        .renew_command("UPDATE_SNAPSHOTS=1 cargo test --test snapshot")
        .write("wooshpay.rs")
        .emit_cargo();
    #[cfg(not(feature = "generate"))]
    println!("cargo::rerun-if-changed=build.rs");
}
