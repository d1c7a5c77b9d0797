//! Security: the three types of schemes of Swagger 2.0, and the four flows of OAuth 2.

use super::{Swagger, section};
use crate::node::{Kind, Node};

impl Swagger<'_> {
    pub(super) fn security(&mut self, root: &mut Node) {
        let Some(mut schemes) = root.remove("securityDefinitions") else {
            return;
        };
        for (name, scheme) in schemes.as_object_mut().into_iter().flatten() {
            self.scheme(name, scheme);
        }
        section(root, schemes.at, "securitySchemes", schemes);
    }

    fn scheme(&mut self, name: &str, scheme: &mut Node) {
        let kind = scheme.get("type").cloned().unwrap_or_default();
        match kind.as_str() {
            Some("basic") => {
                scheme.insert("type", Node::string(kind.at, "http"));
                scheme.insert("scheme", Node::string(kind.at, "basic"));
            }
            Some("oauth2") if scheme.get("flows").is_none() => self.flow(name, scheme),
            _ => {} // the same in 3.0, or unknown in both
        }
    }

    fn flow(&mut self, name: &str, scheme: &mut Node) {
        let flow = scheme.remove("flow").unwrap_or_default();
        let written = flow.as_str().unwrap_or_default();
        let flow = match written.to_ascii_lowercase().replace(['-', '_'], "").as_str() {
            "implicit" => "implicit",
            "password" => "password",
            "application" | "clientcredentials" => "clientCredentials",
            "accesscode" | "authorizationcode" => "authorizationCode",
            _ => {
                let message = format!("the security scheme `{name}` has the flow `{written}`, which does not exist");
                let hint =
                    "write implicit, password, application or accessCode; or pass the token to the client yourself";
                return self.findings.note(scheme.at, "unusual-security", message, hint);
            }
        };
        let at = scheme.at;
        let mut members = Node::object(at, []);
        for key in ["authorizationUrl", "tokenUrl", "refreshUrl"] {
            if let Some(url) = scheme.remove(key) {
                members.insert(key, url);
            }
        }
        let scopes = scheme.remove("scopes").filter(|scopes| scopes.as_object().is_some());
        members.insert("scopes", scopes.unwrap_or_else(|| Node::object(at, [])));
        scheme.insert("flows", Node::new(at, Kind::Object([(flow, members)].into())));
    }
}
