//! Writes a program that calls every operation of generated code.
//!
//! Nothing is sent: the program takes the address of each method and of the future that it returns.
//! So everything that a method needs is compiled, as it would be if the method were awaited, and no
//! arguments have to be invented.

use std::fmt::Write as _;

use syn::{FnArg, ImplItem, Item, ItemImpl, Pat, Type};

/// Methods by number of arguments, with their receiver and what is awaited.
const REACH: &str = r"
trait Reach<A> {
    fn reach(self) -> usize;
}
macro_rules! reach {
    ($($argument:ident)*) => {
        impl<$($argument,)* R: ::std::future::IntoFuture> Reach<($($argument,)*)> for fn($($argument),*) -> R {
            fn reach(self) -> usize {
                let awaited: fn(R) -> R::IntoFuture = R::into_future;
                let polled: fn(
                    ::std::pin::Pin<&mut R::IntoFuture>,
                    &mut ::std::task::Context<'_>,
                ) -> ::std::task::Poll<R::Output> = <R::IntoFuture as ::std::future::Future>::poll;
                self as usize ^ awaited as usize ^ polled as usize
            }
        }
    };
}
reach!(A);
reach!(A B);
reach!(A B C);
reach!(A B C D);
reach!(A B C D E);
reach!(A B C D E F);
";

/// Returns the code with a `main`.
pub fn program(code: &str) -> syn::Result<(String, usize)> {
    let mut methods = Vec::new();
    gather(&syn::parse_file(code)?.items, "", &mut methods);
    let mut program = format!("{code}{REACH}fn main() {{\n    let mut all = 0;\n");
    for Method { path, arguments } in &methods {
        let arguments = vec!["_"; *arguments].join(", ");
        let _ = writeln!(program, "    all ^= ({path} as fn({arguments}) -> _).reach();");
    }
    program.push_str("    println!(\"{all}\");\n}\n");
    Ok((program, methods.len()))
}

struct Method {
    path: String,
    arguments: usize,
}

fn gather(items: &[Item], path: &str, methods: &mut Vec<Method>) {
    for item in items {
        match item {
            Item::Mod(inner) => {
                let path = format!("{path}{}::", inner.ident);
                gather(
                    inner.content.as_ref().map_or(&[][..], |(_, items)| items),
                    &path,
                    methods,
                );
            }
            Item::Impl(item) if item.trait_.is_none() => gather_methods(item, path, methods),
            _ => {}
        }
    }
}

/// Returns the async methods, and those of our resources and requests.
fn gather_methods(item: &ItemImpl, path: &str, methods: &mut Vec<Method>) {
    let Type::Path(of) = &*item.self_ty else { return };
    let Some(of) = of.path.segments.last() else { return };
    for item in &item.items {
        let ImplItem::Fn(method) = item else { continue };
        let sends = method.sig.asyncness.is_some() || path.starts_with("resources::");
        let takes_self = method.sig.inputs.iter().any(|input| match input {
            FnArg::Receiver(_) => true,
            FnArg::Typed(input) => matches!(&*input.pat, Pat::Ident(name) if name.ident == "self"),
        });
        let is_generic = method.sig.generics.type_params().next().is_some()
            || method
                .sig
                .inputs
                .iter()
                .any(|input| matches!(input, FnArg::Typed(input) if matches!(*input.ty, Type::ImplTrait(_))));
        if sends && takes_self && !is_generic {
            let name = &method.sig.ident;
            methods.push(Method {
                path: format!("{path}{}::{name}", of.ident),
                arguments: method.sig.inputs.len(),
            });
        }
    }
}
