//! Operations: path, parameters, body and responses, with distinct names of arguments and methods.

use std::collections::BTreeSet;

use super::checker::{Checker, Refused};
use super::pagination::Listed;
use super::parameter::is_idempotency_key;
use crate::described::Described;
use crate::model::{Operation, Outcome, Parameter};
use crate::name::operations::OperationName;
use crate::name::order::{Order, Owner};
use crate::node::Node;

/// The methods that the request of an operation has in addition to those of every request.
fn methods_beside(listed: &Listed<'_>, is_paged: bool) -> BTreeSet<String> {
    let optional = listed.body.iter().filter(|body| !body.required);
    let forms = optional.flat_map(|body| body.forms.iter().map(|form| form.method.as_str()));
    let streams = if is_paged { &["items", "pages"][..] } else { &[] };
    let own = listed.outcome.methods().into_iter().chain(streams.iter().copied());
    forms.chain(own).map(str::to_owned).collect()
}

impl Checker<'_> {
    /// Checks one operation.
    pub(crate) fn operation(&mut self, path: &str, method: &str, operation: &Node) -> Result<Operation, Refused> {
        let name = self
            .named
            .operations
            .get(&(method.to_uppercase(), path.to_owned()))
            .ok_or(Refused)?
            .clone();
        // All parts are checked before any error is returned, so that one run reports every
        // finding.
        let variables = self.path_variables(path, operation);
        let parameters = self.parameters(operation, variables.as_deref().ok(), &name);
        let sent = self.body(operation, method, &name.call);
        let responses = self.responses(operation, method, &name.id);
        let headers = self.headers(operation);
        let text = |key| operation.get_str(key).unwrap_or_default().trim().to_owned();
        let page = self.sources.page_of(operation.at).map_or("", |page| page.name());
        variables?;
        let (mut parameters, mut sent, responses) = (parameters?, sent?, responses?);
        let OperationName { id, resource, call, .. } = name;
        let order = self.named.order(Owner::Operation, &id);
        // Before orders were published, parameters had the order of the page.
        let is_listed = matches!(order, Order::Listed(_));
        sort_required(&order, &mut sent.parts, |part| part.name.clone());
        parameters.extend(sent.parts);
        if is_listed {
            sort_required(&order, &mut parameters, Parameter::argument);
        }
        let result = Outcome::of(&responses);
        let listed = Listed {
            parameters: &parameters,
            body: sent.body.as_ref(),
            outcome: &result,
        };
        let paging = self.pagination(operation, &listed);
        let used = methods_beside(&listed, paging.is_some());
        self.name_arguments(&id, operation.at, &mut parameters, used);
        Ok(Operation {
            at: operation.at,
            id,
            method: method.to_uppercase(),
            template: path.to_owned(),
            server: operation
                .items("servers")
                .iter()
                .find_map(|server| server.get_str("url"))
                .map(str::to_owned),
            documented: self.documented_path(path, operation).to_owned(),
            resource,
            call,
            summary: text("summary"),
            description: text("description"),
            deprecated: operation.is_true("deprecated"),
            stability: self.named.harvest.stability.get(&operation.at).cloned(),
            described: self.described(method, path, operation),
            endpoint: self.named.harvest.endpoint.get(&operation.at).cloned(),
            page: page.rsplit('/').next().unwrap_or_default().to_owned(),
            authenticated: self.is_authenticated(method, path, operation),
            idempotency_key: operation.items("parameters").iter().any(is_idempotency_key),
            parameters,
            body: sent.body,
            responses,
            headers,
            paging,
        })
    }

    /// Returns and reports the provenance of an operation that no page documents. The report is for
    /// maintainers of the pages; users find it in the docs.
    fn described(&mut self, method: &str, path: &str, operation: &Node) -> Option<Described> {
        let described = self.named.harvest.described.get(&operation.at)?.clone();
        let details = [("evidence", &described.evidence), ("not known", &described.unknown)];
        let details = details
            .into_iter()
            .filter_map(|(what, text)| Some(format!("; {what}: {}", text.as_ref()?.trim_end_matches('.'))));
        let message = format!(
            "{} {path} is described{}, but no page documents it{}",
            method.to_uppercase(),
            described.brackets(),
            details.collect::<String>()
        );
        let hint = "add the vendor's page when it is available: it replaces this description";
        self.findings.note(operation.at, "described-operation", message, hint);
        Some(described)
    }

    /// Whether an operation is called with the client's credentials.
    ///
    /// If some operations require credentials, those that do not are called without, as OpenAPI
    /// defines. Since editors write `security: []` by default, this is reported.
    fn is_authenticated(&mut self, method: &str, path: &str, operation: &Node) -> bool {
        let page = self.sources.page_of(operation.at).map_or("", |page| page.name());
        let has_security = if self.added.contains(page) {
            self.has_security
        } else {
            self.pages_have_security
        };
        if !has_security || !operation.items("security").is_empty() {
            return true;
        }
        let security = operation.get("security");
        let at = security.map_or(operation.at, |node| node.at);
        let message = format!(
            "`{} {path}` is called without credentials: it does not require any, while other operations do",
            method.to_uppercase()
        );
        let hint = "editors write `security: []` by default; if the API requires credentials here, set `security` of the \
                    operation by an overlay";
        self.findings.note(at, "no-credentials", message, hint);
        false
    }

    /// Returns the variables of a path template, in order.
    fn path_variables(&mut self, path: &str, operation: &Node) -> Result<Vec<String>, Refused> {
        if !path.starts_with('/') {
            let hint = format!("write `/{path}` in the page, or by an overlay that replaces this path");
            self.findings.refuse(
                operation.at,
                "path-without-slash",
                format!("the path `{path}` does not begin with `/`"),
                hint,
            );
            return Err(Refused);
        }
        let mut variables = Vec::new();
        let mut rest = path;
        while let Some(open) = rest.find(['{', '}']) {
            let inner = rest[open..].strip_prefix('{').and_then(|text| text.split_once('}'));
            let Some((name, after)) = inner.filter(|(name, _)| !name.is_empty() && !name.contains('{')) else {
                let message = format!("unbalanced or empty braces in the path `{path}`");
                self.findings
                    .refuse(operation.at, "path-template", message, "write a variable as `{name}`");
                return Err(Refused);
            };
            variables.push(name.to_owned());
            rest = after;
        }
        if let Some(sign) = path.chars().find(|c| matches!(c, '?' | '#' | ' ')) {
            let message = format!("the path `{path}` contains `{sign}`, which is not allowed in a path");
            self.findings.refuse(
                operation.at,
                "path-template",
                message,
                "document a query as parameters with `in: query`",
            );
            return Err(Refused);
        }
        Ok(variables)
    }
}

/// Sorts the required arguments by a published order. Optional ones keep their places: their order
/// is not part of the public API.
fn sort_required(order: &Order, arguments: &mut [Parameter], name: impl Fn(&Parameter) -> String) {
    let places: Vec<usize> = (0..arguments.len())
        .filter(|index| arguments[*index].required)
        .collect();
    let mut required: Vec<Parameter> = places.iter().map(|index| arguments[*index].clone()).collect();
    order.sort(&mut required, |argument| (name(argument), name(argument)));
    for (index, argument) in places.into_iter().zip(required) {
        arguments[index] = argument;
    }
}
