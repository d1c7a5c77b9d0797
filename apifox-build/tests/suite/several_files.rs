//! Pages in several files. `fixtures/pages/several_files.rs` has their code; these tests are about
//! references that are not followed, and their findings.

use std::path::{Path, PathBuf};

use apifox_build::{Config, OnRefusal, Report, Severity};

/// Returns a page of two operations; the response of the first is the target of `reference`.
fn page(reference: &str) -> String {
    format!(
        "openapi: 3.0.3\ninfo: {{title: Notes, version: 1.0.0}}\npaths:\n  /notes:\n    get:\n      operationId: listNotes\n      responses:\n        '200':\n          description: OK\n          content: {{application/json: {{schema: {{$ref: '{reference}'}}}}}}\n  /tags:\n    get:\n      operationId: listTags\n      responses: {{'204': {{description: OK}}}}\n"
    )
}

const NOTE: &str = "type: object\nproperties:\n  text: {type: string}\n";

/// Creates an empty folder for a test, with a folder `spec` in it.
fn folder(test: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("several_files").join(test);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(folder.join("spec")).unwrap();
    folder
}

fn put(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

/// Returns the message and hint of the only refusal, and checks that the other operation is
/// generated.
fn refusal(config: Config) -> (String, String) {
    let report = config.on_refusal(OnRefusal::Skip).generate();
    let refused: Vec<_> = report
        .findings()
        .iter()
        .filter(|finding| finding.severity == Severity::Refused)
        .collect();
    let [finding] = refused.as_slice() else {
        panic!("{:#?}", report.findings())
    };
    assert_eq!(finding.code, "external-ref");
    assert!(finding.location.is_some() && !finding.hint.is_empty(), "{finding}");
    assert!(
        report.code().unwrap().contains("ListTags"),
        "only operations that need it are refused"
    );
    (finding.message.clone(), finding.hint.clone())
}

fn types(report: &Report) -> Vec<String> {
    let code = report.code().unwrap_or_else(|| panic!("{:#?}", report.findings()));
    let named = code
        .split("pub mod types")
        .nth(1)
        .unwrap()
        .split("pub struct Client")
        .next()
        .unwrap();
    let declared = named.lines().filter_map(|line| {
        let line = line.trim();
        line.strip_prefix("pub struct ").or(line.strip_prefix("pub enum "))
    });
    declared
        .map(|line| line.split([' ', '(', ';']).next().unwrap().to_owned())
        .collect()
}

#[test]
fn a_file_above_the_folder_is_not_read() {
    let folder = folder("above");
    put(&folder.join("Note.yaml"), NOTE);
    put(&folder.join("spec/api.yaml"), &page("../Note.yaml"));
    let (message, hint) = refusal(Config::new().pages(folder.join("spec")));
    assert!(message.contains("outside of"), "{message}");
    assert!(hint.contains("copy the file into that folder"), "{hint}");
    refusal(Config::new().pages(folder.join("spec/api.yaml")));
    put(&folder.join("spec/api.yaml"), &page("x/../../Note.yaml"));
    refusal(Config::new().pages(folder.join("spec")));
}

#[cfg(unix)]
#[test]
fn a_link_that_leaves_the_folder_is_not_followed() {
    let folder = folder("link");
    put(&folder.join("Note.yaml"), NOTE);
    put(&folder.join("spec/api.yaml"), &page("linked.schema"));
    std::os::unix::fs::symlink(folder.join("Note.yaml"), folder.join("spec/linked.schema")).unwrap();
    let (message, _) = refusal(Config::new().pages(folder.join("spec")));
    assert!(message.contains("a link that leaves"), "{message}");
}

#[test]
fn nothing_is_fetched_from_an_address() {
    for address in [
        "https://example.com/Note.yaml#/Note",
        "file:///etc/hosts",
        "//example.com/Note.yaml",
    ] {
        let (message, hint) = refusal(Config::new().page_text("api.yaml", page(address)));
        assert!(message.contains("nothing is fetched"), "{message}");
        assert!(hint.contains("save the file"), "{hint}");
    }
}

#[test]
fn a_missing_fragment_is_reported_with_its_file() {
    let folder = folder("fragment");
    put(&folder.join("spec/parts.json"), r#"{"definitions": {}}"#);
    put(&folder.join("spec/api.yaml"), &page("parts.json#/definitions/Note"));
    let (message, _) = refusal(Config::new().pages(folder.join("spec")));
    assert!(
        message.contains("parts.json has nothing at `/definitions/Note`"),
        "{message}"
    );
}

#[test]
fn pages_given_as_text_refer_to_each_other_by_name() {
    let report = Config::new()
        .page_text("a/api.yaml", page("../b/Note.yaml"))
        .page_text("b/Note.yaml", NOTE)
        .generate();
    assert_eq!(types(&report), ["Note"]);
    let (message, _) = refusal(Config::new().page_text("a/api.yaml", page("../b/Note.yaml")));
    assert!(message.contains("there is no page b/Note.yaml"), "{message}");
}

#[test]
fn files_that_a_page_refers_to_are_watched_and_in_the_banner() {
    let folder = folder("watched");
    put(&folder.join("spec/parts/Note.yaml"), NOTE);
    put(&folder.join("spec/api.yaml"), &page("parts/Note.yaml"));
    let report = Config::new().pages(folder.join("spec/api.yaml")).generate();
    assert!(
        report.cargo_directives().contains("spec/parts/Note.yaml\n"),
        "{}",
        report.cargo_directives()
    );
    assert!(report.code().unwrap().contains("// source: parts/Note.yaml"));
}

#[test]
fn colliding_names_are_disambiguated_by_their_files() {
    let folder = folder("names");
    put(
        &folder.join("spec/old/Note.yaml"),
        "type: object\nproperties:\n  old: {type: string}\n",
    );
    put(&folder.join("spec/new/Note.yaml"), NOTE);
    let two = page("old/Note.yaml").replace(
        "'204': {description: OK}",
        "'200': {description: OK, content: {application/json: {schema: {$ref: new/Note.yaml}}}}",
    );
    put(&folder.join("spec/api.yaml"), &two);
    let report = Config::new().pages(folder.join("spec")).generate();
    assert_eq!(types(&report), ["NewNote", "Note"]);
}

#[test]
fn an_operation_of_another_document_is_found_by_its_path() {
    let folder = folder("operation");
    put(
        &folder.join("spec/notes.yaml"),
        &page("#/components/schemas/Note").replace(
            "paths:",
            "components:\n  schemas:\n    Note: {type: object, properties: {text: {type: string}}}\npaths:",
        ),
    );
    let api = "openapi: 3.0.3\ninfo: {title: Notes, version: 1.0.0}\npaths:\n  /v2/notes: {$ref: 'notes.yaml#/paths/~1notes'}\n  /v2/tags:\n    get: {$ref: 'notes.yaml#/paths/~1tags/get'}\n";
    put(&folder.join("spec/api.yaml"), api);
    let report = Config::new().pages(folder.join("spec/api.yaml")).generate();
    assert_eq!(report.operations().len(), 2, "{:#?}", report.findings());
    assert_eq!(types(&report), ["Note"]);
    let all = Config::new().pages(folder.join("spec")).generate();
    assert_eq!(all.operations().len(), 4, "{:#?}", all.findings());
}

#[test]
fn cycles_of_references_end() {
    let folder = folder("circles");
    put(&folder.join("spec/a.yaml"), "$ref: b.yaml\n");
    put(&folder.join("spec/b.yaml"), "$ref: a.yaml\n");
    put(&folder.join("spec/api.yaml"), &page("a.yaml"));
    let (message, _) = refusal(Config::new().pages(folder.join("spec")));
    assert!(message.contains("circle"), "{message}");
}

#[test]
fn swagger_2_takes_files_into_its_definitions() {
    let folder = folder("swagger");
    put(
        &folder.join("spec/api.yaml"),
        "swagger: '2.0'\ninfo: {title: t, version: '1'}\npaths:\n  /notes:\n    get:\n      responses: {200: {description: OK, schema: {$ref: 'Note.yaml'}}}\n",
    );
    put(&folder.join("spec/Note.yaml"), NOTE);
    let shown = Config::new().pages(folder.join("spec")).generate();
    assert!(
        shown
            .findings()
            .iter()
            .all(|finding| !matches!(finding.code, "external-ref" | "dangling-ref")),
        "{:#?}",
        shown.findings()
    );
}

/// Checks that all operations are generated, and returns the codes of the findings.
fn codes(report: &Report, operations: usize) -> Vec<&'static str> {
    assert_eq!(report.operations().len(), operations, "{:#?}", report.findings());
    let mut codes: Vec<_> = report.findings().iter().map(|finding| finding.code).collect();
    codes.sort_unstable();
    codes
}

#[test]
fn a_file_is_found_by_its_id_and_a_schema_by_its_anchor() {
    let folder = folder("ids");
    let address = "https://example.com/schemas/note.json";
    put(
        &folder.join("spec/parts/saved.json"),
        &format!(
            r##"{{"$id": "{address}", "properties": {{"kind": {{"$ref": "#kind"}}, "tag": {{"$ref": "tag.json"}}}},
                "$defs": {{"k": {{"$anchor": "kind", "type": "string", "enum": ["a", "b"]}}}}}}"##
        ),
    );
    let tag = r#"{"$id": "https://example.com/schemas/tag.json", "type": "object", "properties": {"text": {"type": "string"}}}"#;
    put(&folder.join("spec/parts/other.json"), tag);
    put(&folder.join("spec/api.yaml"), &page(address).replace("3.0.3", "3.1.0"));
    let report = Config::new().pages(folder.join("spec")).generate();
    assert_eq!(codes(&report, 2), ["newer-openapi"]);
    assert_eq!(types(&report), ["K", "Other", "Saved"]);
}

#[test]
fn local_references_of_a_file_resolve_to_parts_of_the_page() {
    let folder = folder("to_page");
    put(
        &folder.join("spec/notes.yaml"),
        "get:\n  parameters: [{$ref: '#/components/parameters/Tag'}]\n  responses: {'200': {description: OK, content: {application/json: {schema: {$ref: '#/components/schemas/Note'}}}}}\n",
    );
    let api = "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths:\n  /notes: {$ref: notes.yaml}\ncomponents:\n  parameters: {Tag: {name: tag, in: query, schema: {type: string}}}\n  schemas: {Note: {type: object, properties: {text: {type: string}}}}\n";
    put(&folder.join("spec/api.yaml"), api);
    let report = Config::new().pages(folder.join("spec")).generate();
    assert_eq!(codes(&report, 1), ["unusual-reference", "unusual-reference"]);
    assert_eq!(types(&report), ["Note"]);
    assert!(report.findings().iter().all(|finding| finding.location.is_some()));
    // This does not apply to a file that is a document itself.
    put(&folder.join("spec/other.yaml"), &page("#/components/schemas/Note"));
    put(
        &folder.join("spec/api.yaml"),
        &api.replace("notes.yaml", "'other.yaml#/paths/~1notes'"),
    );
    let report = Config::new().pages(folder.join("spec/api.yaml")).generate();
    assert!(report.is_refused());
}

#[test]
fn texts_beside_a_page_in_several_files_are_not_pages() {
    let folder = folder("texts");
    put(&folder.join("spec/Note.yaml"), NOTE);
    put(&folder.join("spec/about.md"), "# Notes\n");
    put(&folder.join("spec/list.md"), "Lists them.\n");
    put(
        &folder.join("spec/api.yaml"),
        &page("Note.yaml").replace(
            "operationId: listNotes",
            "operationId: listNotes\n      description: {$ref: list.md}",
        ),
    );
    let report = Config::new().pages(folder.join("spec")).generate();
    assert_eq!(codes(&report, 2), ["unused-file"]);
    assert!(report.code().unwrap().contains("Lists them."));
}

#[test]
fn a_file_with_two_components_has_the_name_of_the_file() {
    let folder = folder("alias");
    put(&folder.join("spec/Note.yaml"), NOTE);
    let api = page("Note.yaml").replace(
        "paths:",
        "components:\n  schemas: {Alias: {$ref: '#/components/schemas/Note'}, Memo: {$ref: Note.yaml}, Note: {$ref: Note.yaml}}\npaths:",
    );
    put(&folder.join("spec/api.yaml"), &api);
    assert_eq!(types(&Config::new().pages(folder.join("spec")).generate()), ["Note"]);
}

#[test]
fn swagger_2_shares_a_body_a_form_and_responses_of_other_files() {
    let folder = folder("swagger_shared");
    put(
        &folder.join("spec/api.json"),
        r##"{"swagger": "2.0", "info": {"title": "t", "version": "1"}, "host": "example.com", "schemes": ["https"],
          "parameters": {"$ref": "parameters.yml"}, "responses": {"$ref": "responses.yml"}, "definitions": {"$ref": "definitions.yml"},
          "paths": {
            "/notes": {"post": {"parameters": [{"$ref": "#/parameters/Body"}], "responses": {"200": {"$ref": "#/responses/Ok"}}}},
            "/tags": {"post": {"parameters": [{"$ref": "#/parameters/Form"}], "responses": {"200": {"$ref": "responses.yml#/Chain"}}}},
            "/lists": {"$ref": "lists.yml"}}}"##,
    );
    put(
        &folder.join("spec/parameters.yml"),
        "Body: {name: body, in: body, schema: {$ref: 'definitions.yml#/Note'}}\nForm: {name: tag, in: formData, type: string}\n",
    );
    put(
        &folder.join("spec/responses.yml"),
        "Ok: {description: OK, schema: {$ref: 'definitions.yml#/Note'}}\nChain: {$ref: '#/Link'}\nLink: {$ref: 'api.json#/responses/Ok'}\n",
    );
    put(
        &folder.join("spec/definitions.yml"),
        "Note: {type: object, properties: {next: {$ref: '#/Note'}, list: {$ref: List.yml}}}\n",
    );
    put(
        &folder.join("spec/List.yml"),
        "type: object\nproperties:\n  notes: {type: array, items: {$ref: 'api.json#/definitions/Note'}}\n",
    );
    put(
        &folder.join("spec/lists.yml"),
        "post:\n  parameters: [{$ref: 'api.json#/parameters/Body'}]\n  responses: {200: {description: OK, schema: {$ref: List.yml}}}\n",
    );
    for pages in ["spec", "spec/api.json"] {
        let report = Config::new().pages(folder.join(pages)).generate();
        assert_eq!(codes(&report, 3), ["swagger-2"]);
        let code = report.code().unwrap();
        assert!(code.contains("pub struct Note") && code.contains("pub struct List"));
    }
}

#[test]
fn sections_requirements_and_operations_may_be_files() {
    let folder = folder("sections");
    let api = "openapi: 3.0.3\ninfo: {$ref: info.yaml}\nservers: {$ref: servers.yaml}\nsecurity: {$ref: security.yaml}\npaths: {$ref: paths/_index.yaml}\ncomponents: {$ref: ./components.yaml#/}\n";
    put(&folder.join("spec/root.yaml"), api);
    put(&folder.join("spec/info.yaml"), "title: t\nversion: '1'\n");
    put(&folder.join("spec/servers.yaml"), "- url: https://example.com\n");
    put(&folder.join("spec/security.yaml"), "- key: []\n");
    put(
        &folder.join("spec/components.yaml"),
        "securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}\nschemas: {Note: {$ref: Note.yaml#}}\nparameters: {Tag: {$ref: 'parameters.json#/0'}}\n",
    );
    put(&folder.join("spec/Note.yaml"), NOTE);
    put(
        &folder.join("spec/parameters.json"),
        r#"[{"name": "tag", "in": "query", "schema": {"type": "string"}}]"#,
    );
    put(
        &folder.join("spec/paths/_index.yaml"),
        "/notes: {get: {$ref: './get%20notes.yaml'}}\n",
    );
    put(
        &folder.join("spec/paths/get notes.yaml"),
        "parameters: {$ref: ../parameters.json}\nresponses: {'200': {description: OK, content: {application/json: {schema: {$ref: '../root.yaml#/components/schemas/Note'}}}}}\n",
    );
    for pages in ["spec", "spec/root.yaml"] {
        let report = Config::new().pages(folder.join(pages)).generate();
        assert_eq!(codes(&report, 1), [""; 0]);
        assert_eq!(types(&report), ["Note"]);
        assert!(report.code().unwrap().contains("X-Key"));
    }
}
