//! Operations: their calls, arguments and results.

use std::collections::BTreeMap;

use apifox_build::internals::DOC_START;
use proc_macro2::{TokenStream, TokenTree};
use syn::{Expr, ImplItem, Item, Lit, Member, Stmt};

use super::macros::{headers, is_called, macros, paged};
use super::{Lines, is_public, items, other_item, text};

/// The rows of the operation table, by name.
pub(super) type Rows = BTreeMap<String, Row>;

#[derive(Debug, Default)]
pub(super) struct Row {
    id: String,
    method: String,
    template: String,
    authenticated: bool,
    idempotency_key: bool,
    /// The grade and page of a described operation from its docs, in brackets.
    described: Option<String>,
}

impl Row {
    /// Parses `Operation::new("id", Method::GET, "/path")` and the settings after it.
    fn read(&mut self, expression: &Expr) {
        match expression {
            Expr::MethodCall(call) => {
                self.read(&call.receiver);
                let Some(Lit::Bool(flag)) = call.args.first().and_then(literal) else {
                    return;
                };
                match call.method.to_string().as_str() {
                    "authenticated" => self.authenticated = flag.value,
                    "idempotency_key" => self.idempotency_key = flag.value,
                    _ => {}
                }
            }
            Expr::Call(call) => {
                let mut arguments = call.args.iter();
                let (id, method, template) = (arguments.next(), arguments.next(), arguments.next());
                self.id = id.map(string).unwrap_or_default();
                self.method = method.map(|method| last_part(&text::of(method))).unwrap_or_default();
                self.template = template.map(string).unwrap_or_default();
            }
            _ => {}
        }
    }
}

/// Returns the value of a string literal; empty for any other expression.
fn string(expression: &Expr) -> String {
    match literal(expression) {
        Some(Lit::Str(text)) => text.value(),
        _ => String::new(),
    }
}

/// Parses the operation table.
pub(super) fn rows(file: &[Item]) -> Rows {
    let modules = file.iter().filter_map(|item| match item {
        Item::Mod(module) if module.ident == "operations" => Some(module),
        _ => None,
    });
    let mut rows = Rows::new();
    for item in modules.flat_map(items) {
        let Item::Static(item) = item else { continue };
        let mut row = Row {
            described: described(&item.attrs),
            authenticated: true,
            ..Row::default()
        };
        row.read(&item.expr);
        rows.insert(item.ident.to_string(), row);
    }
    rows
}

/// Returns the rest of the docs line that marks an operation as described.
fn described(attributes: &[syn::Attribute]) -> Option<String> {
    attributes.iter().find_map(|attribute| {
        let syn::Meta::NameValue(value) = &attribute.meta else {
            return None;
        };
        let Some(Lit::Str(text)) = literal(&value.value).filter(|_| value.path.is_ident("doc")) else {
            return None;
        };
        let text = text.value();
        Some(text.trim().strip_prefix(DOC_START)?.trim_end_matches('.').to_owned())
    })
}

/// Lists the rows by name: they are public too, but the lines of the operations contain their
/// values.
pub(super) fn table(items: &[Item], lines: &mut Lines) {
    for item in items {
        other_item("operations::", item, lines);
    }
}

/// Lists the hosts.
pub(super) fn servers(item: &syn::ItemStatic, lines: &mut Lines) {
    let Expr::Reference(reference) = &*item.expr else {
        return;
    };
    let Expr::Array(list) = &*reference.expr else { return };
    lines.insert("static SERVERS".to_owned());
    for server in &list.elems {
        let Expr::Struct(server) = server else { continue };
        for field in &server.fields {
            if let (Member::Named(name), Some(Lit::Str(url))) = (&field.member, literal(&field.expr))
                && name == "url"
            {
                lines.insert(format!("server {}", url.value()));
            }
        }
    }
}

/// Lists the module of a resource.
pub(super) fn resource(item: &Item, rows: &Rows, lines: &mut Lines) {
    let Item::Mod(module) = item else {
        return other_item("resources::", item, lines);
    };
    let name = module.ident.to_string();
    let all = items(module);
    let responses = responses(all);
    let mut options: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut methods = Vec::new();
    for item in all {
        let Item::Impl(block) = item else { continue };
        let owner = text::of(&block.self_ty);
        let functions = block.items.iter().filter_map(public_function);
        if block.trait_.is_some() {
            let path = block.trait_.as_ref().map(|(path, _)| path);
            lines.insert(format!(
                "struct resources::{name}::{owner} implements {}",
                text::of(&path)
            ));
        } else if responses.contains_key(&owner) {
            for function in functions {
                options.entry(owner.clone()).or_default().push(option(function));
            }
        } else {
            methods.extend(functions);
        }
    }
    let failures = macros(&name, all, "failures", lines);
    let variants = macros(&name, all, "responses", lines);
    let headers = headers(&name, all, lines);
    let lists = paged(all);
    let named = named(all);
    let resource = Resource {
        name: &name,
        named: &named,
        rows,
        responses: &responses,
        options: &options,
        rendered: [
            ("fails", &failures),
            ("gives", &variants),
            ("header", &headers),
            ("lists", &lists),
        ],
    };
    for function in methods {
        resource.method(function, lines);
    }
    for item in all {
        match item {
            Item::Impl(_) => {}
            Item::Macro(call) if is_called(call, "request") || is_called(call, "paged") => {}
            Item::Mod(module)
                if ["failures", "responses", "with_headers"]
                    .iter()
                    .any(|name| module.ident == name) => {}
            Item::Struct(item) if responses.contains_key(&item.ident.to_string()) => {}
            Item::Struct(item) if named.keys().any(|kind| is_type_of(kind, item)) => {}
            other => other_item(&format!("resources::{name}::"), other, lines),
        }
    }
}

/// Structs whose fields users name, by their type as an argument.
fn named(all: &[Item]) -> BTreeMap<String, Vec<String>> {
    let structs = all.iter().filter_map(|item| match item {
        Item::Struct(item) if is_public(&item.vis) => Some(item),
        _ => None,
    });
    let open = structs.filter(|item| !item.fields.is_empty() && item.fields.iter().all(|field| is_public(&field.vis)));
    open.map(|item| {
        let lifetime = if item.generics.params.is_empty() { "" } else { "<'_>" };
        let fields = item.fields.iter().map(|field| {
            let name = field.ident.as_ref().map(ToString::to_string).unwrap_or_default();
            format!("{name}: {}", text::of(&field.ty).replace("'a ", ""))
        });
        (format!("{}{lifetime}", item.ident), fields.collect())
    })
    .collect()
}

fn is_type_of(kind: &str, item: &syn::ItemStruct) -> bool {
    item.ident == kind.strip_suffix("<'_>").unwrap_or(kind)
}

struct Resource<'a> {
    name: &'a str,
    rows: &'a Rows,
    /// By request type: the result of the call, and its options.
    responses: &'a BTreeMap<String, String>,
    options: &'a BTreeMap<String, Vec<String>>,
    /// By request type: its failures, its responses if there are several, their headers, and the
    /// streams of a list.
    rendered: [(&'a str, &'a BTreeMap<String, Vec<String>>); 4],
    /// By type: the fields of named arguments.
    named: &'a BTreeMap<String, Vec<String>>,
}

impl Resource<'_> {
    /// Lists a method that makes a request: a line for the call, and one for each argument, option
    /// and failure.
    fn method(&self, function: &syn::ImplItemFn, lines: &mut Lines) {
        let signature = &function.sig;
        let call = format!("call {}().{}", self.name, signature.ident);
        let made = match &signature.output {
            syn::ReturnType::Type(_, kind) => text::of(kind),
            syn::ReturnType::Default => String::new(),
        };
        let steps = steps(&function.block);
        let row = steps.row.as_ref().and_then(|name| self.rows.get(name));
        let route = row
            .map(|row| format!("{} {}", row.method, row.template))
            .unwrap_or_default();
        let response = self.responses.get(&made).map_or("", String::as_str);
        let id = row.map(|row| format!(", id {}", row.id)).unwrap_or_default();
        let open = row
            .filter(|row| !row.authenticated)
            .map_or("", |_| ", without credentials");
        let key = row
            .filter(|row| row.idempotency_key)
            .map_or("", |_| ", takes an idempotency key");
        let is_deprecated = function
            .attrs
            .iter()
            .any(|attribute| attribute.path().is_ident("deprecated"));
        let described = row.and_then(|row| row.described.as_ref());
        let described = described.map_or(String::new(), |text| format!(", described{text}"));
        let deprecated = if is_deprecated { ", deprecated" } else { "" };
        lines.insert(format!(
            "{call} {route} -> {response}, request {made}{id}{open}{key}{deprecated}{described}"
        ));
        let arguments = signature.inputs.iter().filter_map(text::argument);
        let mut sent = steps.sent.iter().map(String::as_str);
        for (index, argument) in arguments.enumerate() {
            let place = format!("{call}({}) {argument}", index + 1);
            let kind = argument.split_once(": ").map_or("", |(_, kind)| kind);
            if let Some(fields) = self.named.get(kind) {
                // A struct literal names all fields, in any order, so an added or removed field
                // changes this line.
                let fields: BTreeMap<&String, &str> = fields.iter().zip(sent.by_ref()).collect();
                let names: Vec<&str> = fields.keys().map(|field| field.as_str()).collect();
                let sent: Vec<&str> = fields.into_values().collect();
                lines.insert(format!(
                    "{place} {{ {} }}, required, {}",
                    names.join(", "),
                    sent.join(" and ")
                ));
            } else if let Some(sent) = sent.next() {
                lines.insert(format!("{place}, required, {sent}"));
            }
        }
        for option in self.options.get(&made).into_iter().flatten() {
            lines.insert(format!("{call}(..).{option}"));
        }
        for (word, all) in self.rendered {
            for one in all.get(&made).into_iter().flatten() {
                lines.insert(format!("{call}(..) {word}: {one}"));
            }
        }
    }
}

/// Lists the method of an option: `limit(limit: i64), optional, query "limit"`.
fn option(function: &syn::ImplItemFn) -> String {
    let sent = steps(&function.block).sent.join(" and ");
    format!(
        "{}, optional, {sent}",
        text::signature(&function.sig).trim_end_matches(" -> Self")
    )
}

/// The values that the body of a generated method passes to the run time.
#[derive(Debug, Default)]
struct Steps {
    /// The row of the operation table.
    row: Option<String>,
    /// The parameters in order: `query "limit"`.
    sent: Vec<String>,
}

fn steps(block: &syn::Block) -> Steps {
    let mut steps = Steps::default();
    for statement in &block.stmts {
        match statement {
            Stmt::Expr(Expr::Struct(made), _) => made.fields.iter().for_each(|field| chain(&field.expr, &mut steps)),
            Stmt::Expr(Expr::Assign(set), _) => chain(&set.right, &mut steps),
            _ => {}
        }
    }
    steps
}

/// Splits a method chain into its calls, the first one first.
fn chain(expression: &Expr, steps: &mut Steps) {
    match expression {
        Expr::MethodCall(call) => {
            chain(&call.receiver, steps);
            let place = call.method.to_string();
            let name = call.args.first().and_then(literal);
            steps.sent.push(match name {
                Some(Lit::Str(name)) => format!(
                    "{} {:?}",
                    place.trim_end_matches("_as").trim_end_matches("_all"),
                    name.value()
                ),
                _ => place,
            });
        }
        Expr::Call(call) => {
            steps.row = call.args.iter().nth(1).map(|row| last_part(&text::of(row)));
        }
        _ => {}
    }
}

/// Returns the result of the call, by request type.
fn responses(items: &[Item]) -> BTreeMap<String, String> {
    let mut responses = BTreeMap::new();
    for item in items {
        let Item::Macro(call) = item else { continue };
        if !is_called(call, "request") {
            continue;
        }
        let mut tokens = call.mac.tokens.clone().into_iter();
        if let Some(TokenTree::Ident(name)) = tokens.next() {
            // `as with_headers::Name` may precede the comma.
            let headed: TokenStream = tokens.by_ref().take_while(|token| !is_comma(token)).collect();
            let headed = text::tokens(&headed).replacen("as ", "", 1);
            let word = tokens.next().map(|word| word.to_string()).unwrap_or_default();
            let rest = text::tokens(&tokens.collect::<TokenStream>());
            let response = match word.as_str() {
                "json" => rest,
                "optional" => format!("Option of {rest}"),
                "one_of" => format!("one of {rest}"),
                _ => format!("{word}{rest}"),
            };
            let mut response = response.replace(", events", " or events");
            response = response
                .replace(", stream", " or stream")
                .replace(", accept", " or other media types");
            if !headed.is_empty() {
                response = format!("{response} in {headed}");
            }
            responses.insert(name.to_string(), response);
        }
    }
    responses
}

fn is_comma(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(sign) if sign.as_char() == ',')
}

fn public_function(item: &ImplItem) -> Option<&syn::ImplItemFn> {
    match item {
        ImplItem::Fn(function) if is_public(&function.vis) => Some(function),
        _ => None,
    }
}

fn literal(expression: &Expr) -> Option<&Lit> {
    match expression {
        Expr::Lit(literal) => Some(&literal.lit),
        _ => None,
    }
}

fn last_part(path: &str) -> String {
    path.rsplit("::").next().unwrap_or_default().to_owned()
}
