//! Security: scheme types that do not exist, and requirements that hold notes of the editor.

use smol_str::SmolStr;

use super::Dialect;
use crate::grammar::for_each_operation;
use crate::node::{Kind, Map, Node};

impl Dialect<'_> {
    /// Fixes the schemes and requirements of the whole document.
    pub(super) fn security(&mut self, root: &mut Node) {
        let schemes = root
            .get_mut("components")
            .and_then(|node| node.get_mut("securitySchemes"));
        let mut names = Vec::new();
        for (name, scheme) in schemes.and_then(Node::as_object_mut).into_iter().flatten() {
            self.scheme(name, scheme);
            names.push(name.clone());
        }
        self.requirements(root, &names);
        for_each_operation(root, |operation| self.requirements(operation, &names));
    }

    fn scheme(&mut self, name: &str, scheme: &mut Node) {
        let written = scheme.get_str("type").unwrap_or_default().to_owned();
        let at = scheme.get("type").unwrap_or(scheme).at;
        let has_place = scheme.get("in").is_some() && scheme.get("name").is_some();
        let word = written.to_ascii_lowercase().replace(['-', '_', ' '], "");
        let (kind, http) = match word.as_str() {
            "http" | "mutualtls" => return,
            "bearer" | "jwt" | "bearertoken" | "bearerauth" | "httpbearer" => ("http", Some("bearer")),
            "basic" | "basicauth" | "httpbasic" => ("http", Some("basic")),
            "digest" | "digestauth" => ("http", Some("digest")),
            "apikey" => ("apiKey", None),
            "oauth2" | "oauth" => ("oauth2", None),
            "openidconnect" | "oidc" => ("openIdConnect", None),
            _ if has_place => ("apiKey", None),
            _ => {
                let message = format!("the security scheme `{name}` has the type `{written}`, which does not exist");
                let hint =
                    "write http, apiKey, oauth2 or openIdConnect; or pass the credentials to the client yourself";
                return self.findings.note(at, "unusual-security", message, hint);
            }
        };
        if written == kind {
            return;
        }
        let replacement = http.map_or_else(|| format!("`{kind}`"), |http| format!("`{kind}` with `scheme: {http}`"));
        let message = format!("the security scheme type `{written}` is read as {replacement}");
        self.findings
            .repaired(at, "unusual-security", message, format!("write `type: {kind}`"));
        scheme.insert("type", Node::string(at, kind));
        if let Some(http) = http {
            scheme.insert("scheme", Node::string(at, http));
        }
    }

    /// Fixes `security` of the document or of an operation. A requirement that held nothing but
    /// notes of the editor would, without them, mean that no credentials are needed, so it is
    /// replaced by the schemes that the notes mention.
    fn requirements(&mut self, holder: &mut Node, schemes: &[SmolStr]) {
        let Some(Kind::Array(list)) = holder.get_mut("security").map(|node| &mut node.kind) else {
            return;
        };
        let all = list.len();
        list.retain_mut(|requirement| self.requirement(requirement, schemes));
        // `[{}]` and `[]` mean the same; only the second is understood everywhere.
        if list
            .iter()
            .all(|requirement| requirement.as_object().is_some_and(Map::is_empty))
        {
            list.clear();
        }
        if list.is_empty() && all > 0 {
            let at = holder.get("security").map_or(holder.at, |node| node.at);
            let message = "these requirements are empty: no credentials are needed";
            self.findings
                .note(at, "unusual-security", message, "write `security: []`");
        }
    }

    /// Fixes one requirement and returns whether to keep it.
    fn requirement(&mut self, requirement: &mut Node, schemes: &[SmolStr]) -> bool {
        if let Kind::String(name) = &requirement.kind {
            let (at, name) = (requirement.at, name.clone());
            let message = format!("`{name}` is a string, where `{name}: []` belongs");
            self.findings
                .repaired(at, "unusual-security", message, format!("write `{name}: []`"));
            requirement.kind = Kind::Object(Map::from([(name, Node::new(at, Kind::Array(Vec::new())))]));
        }
        let at = requirement.at;
        let Some(members) = requirement.as_object_mut() else {
            return false;
        };
        let was_empty = members.is_empty();
        let notes: Vec<Node> = members
            .iter()
            .filter(|(key, _)| key.starts_with("x-"))
            .map(|(_, node)| node.clone())
            .collect();
        members.retain(|key, _| !key.starts_with("x-"));
        for (name, scopes) in members.iter_mut() {
            if scopes.as_array().is_none() {
                let message = format!(
                    "the scopes of `{name}` are {}, where an array belongs",
                    scopes.kind.name()
                );
                self.findings
                    .repaired(scopes.at, "unusual-security", message, format!("write `{name}: []`"));
                scopes.kind = Kind::Array(Vec::new());
            }
        }
        if was_empty || !members.is_empty() {
            return true;
        }
        let required_schemes: Vec<String> = notes.iter().flat_map(|note| required_schemes(note, schemes)).collect();
        for name in &required_schemes {
            members.insert(name.clone(), Node::new(at, Kind::Array(Vec::new())));
        }
        if !required_schemes.is_empty() {
            let message = format!("the editor's extensions require {}", required_schemes.join(", "));
            self.findings
                .repaired(at, "unusual-security", message, "write the schemes as OpenAPI does");
        }
        !required_schemes.is_empty()
    }
}

/// Returns the schemes that a note of the editor requires: those of the group in use, otherwise all
/// that it names, otherwise all that exist.
fn required_schemes(note: &Node, schemes: &[SmolStr]) -> Vec<String> {
    if note.get("required").and_then(Node::as_bool) == Some(false) {
        return Vec::new();
    }
    let used = note.get("use").and_then(|used| used.get("id")).cloned();
    let groups = note.items("schemeGroups");
    let in_use = groups
        .iter()
        .filter(|group| used.is_some() && group.get("id") == used.as_ref());
    let mut names: Vec<String> = in_use
        .flat_map(|group| group.strings("schemeIds"))
        .map(str::to_owned)
        .collect();
    if names.is_empty() {
        names = groups
            .iter()
            .flat_map(|group| group.strings("schemeIds"))
            .map(str::to_owned)
            .collect();
    }
    if names.is_empty() && note.is_true("required") {
        names = schemes.iter().map(SmolStr::to_string).collect();
    }
    names
}
