//! Parts of multipart bodies that are files, or one of several contents.

use super::checker::Checker;
use crate::node::Node;
use crate::structure::FILE_OR_TEXT;

/// The depth to which alternatives in each other are followed.
const MAX_DEPTH: usize = 4;

/// A part that is a file, at least by one of its alternatives.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct FilePart {
    /// Whether there may be several files.
    pub(super) many: bool,
    /// Whether it may be a text instead.
    pub(super) text: bool,
    /// Whether it may be neither.
    other: bool,
}

impl Checker<'_> {
    /// Returns what a part may be, if it may be a file.
    pub(super) fn file_part(&self, schema: &Node) -> Option<FilePart> {
        self.file_within(schema, 0)
    }

    fn file_within(&self, schema: &Node, depth: usize) -> Option<FilePart> {
        let schema = self.followed(schema);
        if is_file(schema) {
            let text = schema.is_true(FILE_OR_TEXT);
            return Some(FilePart {
                many: false,
                text,
                other: text && schema.get("type").is_none(),
            });
        }
        if depth == MAX_DEPTH {
            return None;
        }
        if let Some(items) = schema.get("items").filter(|_| schema.get_str("type") == Some("array")) {
            let each = self.file_within(items, depth + 1)?;
            return Some(FilePart { many: true, ..each });
        }
        let alternatives = schema.items("oneOf").iter();
        let files: Vec<Option<FilePart>> = alternatives
            .clone()
            .map(|one| self.file_within(one, depth + 1))
            .collect();
        if files.iter().all(Option::is_none) {
            return None;
        }
        let mut all = FilePart::default();
        for (one, file) in alternatives.zip(files) {
            let is_text = self.followed(one).get_str("type") == Some("string");
            all.many |= file.is_some_and(|file| file.many);
            all.text |= file.map_or(is_text, |file| file.text);
            all.other |= file.map_or(!is_text, |file| file.other);
        }
        Some(all)
    }

    /// Reports that a part is a file, though it may be something else.
    pub(super) fn report_other_contents(&mut self, part: &Node, file: Option<&FilePart>) {
        if file.is_some_and(|file| file.other) {
            let message = "the argument for this part is a file: what else it may be is not a type";
            let hint = "nothing to do: a file may have any content and media type";
            self.findings.lossy(part.at, "part-encoding", message, hint);
        }
    }

    /// Reports that a part which may be a string or something else is always sent as JSON.
    pub(super) fn report_quoted(&mut self, part: &Node) {
        let alternatives = self.followed(part).items("oneOf").iter();
        let mut followed = alternatives.map(|one| self.followed(one));
        if followed.any(|one| one.get_str("type") == Some("string")) {
            let message = "this part is sent as JSON, since it is not always a string: a string has quotes";
            let hint =
                "write `contentType: application/json` if the server reads JSON, or describe one type by an overlay";
            self.findings.lossy(part.at, "part-encoding", message, hint);
        }
    }
}

pub(super) fn is_file(schema: &Node) -> bool {
    let is_text = matches!(schema.get_str("type"), None | Some("string"));
    is_text && (matches!(schema.get_str("format"), Some("binary" | "byte" | "base64")) || schema.is_true(FILE_OR_TEXT))
}

#[cfg(test)]
mod tests {
    use crate::Config;

    /// Returns the code for a form with one part, and the number of findings about its encoding.
    fn generated(part: &str) -> (String, usize) {
        let page = format!(
            "openapi: 3.0.1\ninfo: {{title: '', version: '1'}}\npaths:\n  /a:\n    post:\n      requestBody:\n        content:\n          \
             multipart/form-data:\n            schema: {{type: object, properties: {{p: {part}}}}}\n      \
             responses: {{'204': {{description: OK}}}}\n"
        );
        let report = Config::new().page_text("page.yaml", page).generate();
        let findings = report.findings().iter();
        let count = findings.filter(|finding| finding.code == "part-encoding").count();
        (report.code().unwrap().to_owned(), count)
    }

    #[test]
    fn a_part_that_may_be_a_file_is_one() {
        let file = "{type: string, format: binary}";
        for (part, many, text, findings) in [
            (format!("{{oneOf: [{file}, {{type: string}}]}}"), false, true, 0),
            (
                format!("{{type: array, items: {{anyOf: [{file}, {{type: string}}]}}}}"),
                true,
                true,
                0,
            ),
            (
                format!("{{anyOf: [{file}, {{type: array, items: {file}}}]}}"),
                true,
                false,
                0,
            ),
            (
                format!("{{oneOf: [{file}, {{type: string, format: binary, maxLength: 3}}]}}"),
                false,
                false,
                0,
            ),
            (format!("{{oneOf: [{file}, {{type: integer}}]}}"), false, false, 1),
            (format!("{{oneOf: [{file}, {{}}]}}"), false, true, 1),
        ] {
            let (code, count) = generated(&part);
            assert!(code.contains("Part::file"), "{part}");
            assert_eq!(code.contains(".parts("), many, "{part}");
            assert_eq!(code.contains("`File::text`"), text, "{part}");
            assert_eq!(count, findings, "{part}");
        }
    }

    #[test]
    fn a_string_beside_an_array_is_reported() {
        assert_eq!(
            generated("{anyOf: [{type: array, items: {type: integer}}, {type: string}]}").1,
            1
        );
        assert_eq!(
            generated(
                "{type: array, items: {oneOf: [{type: object, properties: {a: {type: string}}}, {type: string}]}}"
            )
            .1,
            1
        );
        assert_eq!(generated("{anyOf: [{type: integer}, {type: string}]}").1, 0);
        assert_eq!(generated("{type: object, properties: {a: {type: string}}}").1, 0);
    }
}
