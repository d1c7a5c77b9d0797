//! Operations: path, parameters, body and responses, and no two names of one request alike.

use std::collections::BTreeSet;

use super::checker::{Checker, Refused};
use super::pagination::Listed;
use super::parameter::is_idempotency_key;
use crate::described::Described;
use crate::model::{Operation, Outcome, Parameter};
use crate::name::operations::OperationName;
use crate::name::order::{Order, Owner};
use crate::node::Node;

/// The methods that the request of an operation has beside those of every one.
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
        let OperationName { id, resource, call } = name;
        // All parts are looked at before any of them stops the operation: every finding appears in one run.
        let variables = self.path_variables(path, operation);
        let parameters = self.parameters(operation, variables.as_deref().ok());
        let sent = self.body(operation, method, &call);
        let responses = self.responses(operation, method);
        let headers = self.headers(operation);
        let text = |key| operation.get_str(key).unwrap_or_default().trim().to_owned();
        let page = self.sources.page_of(operation.at).map_or("", |page| page.name());
        variables?;
        let (mut parameters, mut sent, responses) = (parameters?, sent?, responses?);
        let order = self.named.order(Owner::Operation, &id);
        // Of parameters the order was that of the page before.
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
        let taken = methods_beside(&listed, paging.is_some());
        self.name_arguments(&id, operation.at, &mut parameters, taken);
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

    /// What is said of an operation that is described. The note is for whoever maintains the pages: the docs say it to all others.
    fn described(&mut self, method: &str, path: &str, operation: &Node) -> Option<Described> {
        let described = self.named.harvest.described.get(&operation.at)?.clone();
        let said = [("evidence", &described.evidence), ("not known", &described.unknown)];
        let said = said
            .into_iter()
            .filter_map(|(what, text)| Some(format!("; {what}: {}", text.as_ref()?.trim_end_matches('.'))));
        let message = format!(
            "{} {path} is described{}, not documented by a page{}",
            method.to_uppercase(),
            described.brackets(),
            said.collect::<String>()
        );
        let hint = "take the vendor's page in when it is at hand: this one yields to it";
        self.findings.note(operation.at, "described-operation", message, hint);
        Some(described)
    }

    /// Whether an operation is sent with the client's credentials. One that asks for none beside others that do is called without,
    /// as OpenAPI has it; but an editor writes `security: []` where nobody has chosen anything, so that is reported.
    fn is_authenticated(&mut self, method: &str, path: &str, operation: &Node) -> bool {
        let page = self.sources.page_of(operation.at).map_or("", |page| page.name());
        let is_told = if self.added.contains(page) {
            self.security_is_told
        } else {
            self.security_was_told
        };
        if !is_told || !operation.items("security").is_empty() {
            return true;
        }
        let said = operation.get("security");
        let at = said.map_or(operation.at, |said| said.at);
        let message = format!(
            "`{} {path}` is called without credentials, for its page asks for none, and other operations ask for some",
            method.to_uppercase()
        );
        let hint = "an editor writes `security: []` where nothing was chosen: if the API wants credentials here, name a scheme, by an overlay that \
                    updates `security` of the operation";
        self.findings.note(at, "no-credentials", message, hint);
        false
    }

    /// The variables of a path template, in order.
    fn path_variables(&mut self, path: &str, operation: &Node) -> Result<Vec<String>, Refused> {
        if !path.starts_with('/') {
            let hint =
                format!("write `/{path}`, by an overlay that removes this path and adds the other, or in the page");
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
            let Some((name, behind)) = inner.filter(|(name, _)| !name.is_empty() && !name.contains('{')) else {
                let message = format!("the braces of the path `{path}` do not pair up, or hold no name");
                self.findings
                    .refuse(operation.at, "path-template", message, "a variable is written `{name}`");
                return Err(Refused);
            };
            variables.push(name.to_owned());
            rest = behind;
        }
        if let Some(sign) = path.chars().find(|c| matches!(c, '?' | '#' | ' ')) {
            let message = format!("the path `{path}` holds `{sign}`, which cannot stand in a path");
            self.findings.refuse(
                operation.at,
                "path-template",
                message,
                "a query is documented as parameters with `in: query`",
            );
            return Err(Refused);
        }
        Ok(variables)
    }
}

/// Brings the required arguments into a published order. Optional ones stay where they are: their order is no part of the public API.
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
