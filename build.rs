//! Generates the client from the pages in `spec/` and in `WOOSHPAY_SPEC_DIR`, as configured in
//! `apifox.yaml`.
//!
//! Without the feature `generate`, the committed snapshot in `src/generated/` is compiled instead.
//!
//! Hand-written code for a described resource has `cfg(described = "payouts")`. It is compiled with
//! the feature of the resource, unless a page documents the resource: then the fields come from the
//! page, and the code may not fit them.

/// The described resources that have hand-written code.
const BY_HAND: [&str; 4] = ["checkout_sessions", "payment_intents", "payouts", "refunds"];

fn main() {
    #[cfg(feature = "generate")]
    let report = {
        let report = apifox_build::Config::from_manifest("apifox.yaml").write("wooshpay.rs");
        report.emit_cargo();
        report
    };
    #[cfg(feature = "generate")]
    let is_described = |resource: &str| {
        let mut own = report
            .operations()
            .iter()
            .filter(|operation| operation.call.0 == resource);
        own.all(|operation| operation.is_described)
    };
    #[cfg(not(feature = "generate"))]
    let is_described = |_: &str| true;
    #[cfg(not(feature = "generate"))]
    println!("cargo::rerun-if-changed=build.rs");

    println!(
        "cargo::rustc-check-cfg=cfg(described, values(\"{}\"))",
        BY_HAND.join("\", \"")
    );
    let is_on = |resource: &str| std::env::var_os(format!("CARGO_FEATURE_{}", resource.to_uppercase())).is_some();
    for resource in BY_HAND {
        if is_on(resource) && is_described(resource) {
            println!("cargo::rustc-cfg=described=\"{resource}\"");
        }
    }
}
