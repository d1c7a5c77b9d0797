//! Tries.
fn main() {
    let mut c = apifox_build::Config::new();
    for a in std::env::args().skip(1) {
        if let Some((k, v)) = a.split_once('=') {
            c = match k {
                "client" => c.client(v),
                k => c.replace(k, v),
            };
        } else {
            c = c.pages(a);
        }
    }
    let r = c.generate();
    for f in r.findings() {
        eprintln!("{f}\n");
    }
    for o in r.operations() {
        eprintln!("{o}");
    }
    println!("{}", r.code().unwrap_or("// refused"));
}
