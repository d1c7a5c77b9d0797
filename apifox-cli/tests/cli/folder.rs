//! A temporary folder for a test: a made-up API of notes and tags, with the manifest of its crate.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use super::command;

/// Monday, 2 March 2026, in UTC.
const DAY: &str = "1772409600";

pub(crate) const MANIFEST: &str = "pages: spec\nsnapshot: src/notes.rs\nrenew: apifox bless\n";

/// A folder that contains only the manifest.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new(test: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(path.join("saved")).unwrap();
        let folder = Self(path);
        folder.write("apifox.yaml", MANIFEST);
        folder
    }

    /// Creates a folder with these files.
    pub(crate) fn with(test: &str, files: &[(String, String)]) -> Self {
        let folder = Self::new(test);
        std::fs::remove_file(folder.0.join("apifox.yaml")).unwrap();
        for (file, text) in files {
            folder.write(file, text);
        }
        folder
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn write(&self, file: &str, text: &str) {
        let path = self.0.join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub(crate) fn read(&self, file: &str) -> String {
        std::fs::read_to_string(self.0.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.run_with(arguments, &[])
    }

    pub(crate) fn run_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Output {
        self.command(arguments, variables).output().unwrap()
    }

    fn command(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Command {
        let mut command = command(arguments);
        command
            .current_dir(&self.0)
            .env("SOURCE_DATE_EPOCH", DAY)
            .envs(variables.iter().copied());
        command
    }

    /// Runs the program with a stop before each file operation, called with its kind: `write`,
    /// `other`, or `half` when the first half of a file is written. The answer is empty to continue,
    /// `half` to write half of the file, or `None` to kill the program.
    pub(crate) fn run_in_steps(
        &self,
        arguments: &[&str],
        variables: &[(&str, &str)],
        mut step: impl FnMut(&str) -> Option<&'static str>,
    ) -> Output {
        let mut command = self.command(arguments, variables);
        command.env("APIFOX_STEPS", "1").stdin(Stdio::piped());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut answers = child.stdin.take();
        let mut printed = String::new();
        for line in BufReader::new(child.stderr.take().unwrap()).lines() {
            let line = line.unwrap();
            match line.strip_prefix("step: ").map(&mut step) {
                None => printed += &(line + "\n"),
                Some(None) => answers = None,
                Some(Some(answer)) => {
                    let answers = answers.as_mut().expect("the program was killed");
                    answers.write_all(format!("{answer}\n").as_bytes()).unwrap();
                }
            }
        }
        let output = child.wait_with_output().unwrap();
        Output {
            stderr: printed.into_bytes(),
            ..output
        }
    }

    /// Returns every file with its content, sorted.
    pub(crate) fn files(&self) -> Vec<(String, String)> {
        let mut files = Vec::new();
        let mut queue = vec![self.0.clone()];
        while let Some(path) = queue.pop() {
            if path.is_dir() {
                queue.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
            } else {
                let name = path.strip_prefix(&self.0).unwrap().to_string_lossy().replace('\\', "/");
                files.push((name, std::fs::read_to_string(&path).unwrap()));
            }
        }
        files.sort();
        files
    }

    /// Returns every folder below it.
    pub(crate) fn folders(&self) -> Vec<String> {
        let mut folders = Vec::new();
        let mut queue = vec![self.0.clone()];
        while let Some(path) = queue.pop() {
            let entries = std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path());
            let below: Vec<PathBuf> = entries.filter(|path| path.is_dir()).collect();
            let names = below
                .iter()
                .map(|path| path.strip_prefix(&self.0).unwrap().to_string_lossy().into_owned());
            folders.extend(names);
            queue.extend(below);
        }
        folders.sort();
        folders
    }

    /// Returns every file with its modification time.
    pub(crate) fn stamps(&self) -> Vec<(String, std::time::SystemTime)> {
        let stamp = |name: String| {
            let time = std::fs::metadata(self.0.join(&name)).unwrap().modified().unwrap();
            (name, time)
        };
        self.files().into_iter().map(|(name, _)| stamp(name)).collect()
    }

    /// Returns the names of the files in the folder of pages.
    pub(crate) fn pages(&self) -> Vec<String> {
        let files = self.files().into_iter();
        files
            .filter_map(|(name, _)| name.strip_prefix("spec/").map(str::to_owned))
            .collect()
    }
}

/// The answer to a step that stops in the middle of each write, too.
pub(crate) fn halfway(operation: &str) -> &'static str {
    if operation == "write" { "half" } else { "" }
}

/// Returns a page as Apifox publishes it: one operation with one component.
pub(crate) fn page(operation: &str, endpoint: u32, schema: &str) -> String {
    let (method, rest) = operation.split_once(' ').unwrap();
    let (path, summary) = rest.split_once(' ').unwrap();
    let method = method.to_lowercase();
    format!(
        "# {summary}\n\n## OpenAPI Specification\n\n```yaml
openapi: 3.0.1
info: {{title: '', description: '', version: 1.0.0}}
paths:
  {path}:
    {method}:
      summary: {summary}
      tags: [API/Notes]
      responses:
        '200':
          description: OK
          content: {{application/json: {{schema: {{$ref: '#/components/schemas/{schema}'}}}}}}
      x-apifox-folder: API/Notes
      x-apifox-status: released
      x-run-in-apifox: https://app.apifox.com/web/project/7/apis/api-{endpoint}-run
components:
  schemas:
    {schema}:
      type: object
      required: [id]
      properties:
        id: {{type: string}}
        author: {{type: object, properties: {{name: {{type: string}}}}}}
        state: {{type: string, enum: [draft, final]}}
      x-apifox-folder: ''
```
"
    )
}
