//! Programs of generated modules. Modules with equal code are compiled once.
//!
//! A mode, such as `calls`, is one way to run a program; its entries for a module are in a file of
//! their own. A file that does not compile is left out, and the rest runs.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::workspace::{OURS, Workspace};

/// The start of the `main.rs` of every program.
const MAIN: &str = "#![allow(deprecated, unused)]\n";

/// The maximum size of the modules of a crate, in bytes; a larger module has a crate of its own.
const CRATE: usize = 3 << 20;

/// A way to run a program.
#[derive(Debug)]
pub(crate) struct Mode {
    /// The name of its Rust module, and the argument of the program that selects it.
    pub(crate) name: &'static str,
    /// The files of its Rust module below `src/`, as source. It has the type `Entry`, and `run`,
    /// which takes tables of numbered entries, and prints lines of a number, a tab and a result.
    pub(crate) files: &'static [(&'static str, &'static str)],
}

/// A program.
#[derive(Debug)]
pub(crate) struct Program {
    workspace: Workspace,
    modes: &'static [&'static Mode],
    modules: Vec<Module>,
    /// The number of entries.
    entries: usize,
    /// The compiler's lines about each file that was left out.
    errors: BTreeMap<String, Vec<String>>,
}

#[derive(Debug)]
struct Module {
    code: String,
    entries: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    /// The name of its mode.
    mode: &'static str,
    number: usize,
    /// A constant expression of the mode's type `Entry`.
    value: String,
    /// The lines of the file `NAME.txt` of the mode, in which they follow the number and a space.
    input: Vec<String>,
}

/// The results of each entry by its number, or the errors of the compiler.
pub(crate) type Results = BTreeMap<usize, Result<Vec<String>, Vec<String>>>;

/// The path of a module in its program.
pub(crate) fn path(module: usize) -> String {
    format!("crate::job{module}")
}

impl Program {
    /// An empty program in a workspace of this name.
    pub(crate) fn new(name: &str, dependencies: &str, modes: &'static [&'static Mode]) -> Self {
        Self {
            workspace: Workspace::new(name, dependencies),
            modes,
            modules: Vec::new(),
            entries: 0,
            errors: BTreeMap::new(),
        }
    }

    /// Returns the number of the module with this code.
    pub(crate) fn module(&mut self, code: &str) -> usize {
        if let Some(known) = self.modules.iter().position(|module| module.code == code) {
            return known;
        }
        let (code, entries) = (code.to_owned(), Vec::new());
        self.modules.push(Module { code, entries });
        self.modules.len() - 1
    }

    /// Adds an entry to a module, and returns its number.
    pub(crate) fn add(&mut self, module: usize, mode: &Mode, value: String, input: Vec<String>) -> usize {
        let number = self.entries;
        self.entries += 1;
        let mode = mode.name;
        let entry = Entry {
            mode,
            number,
            value,
            input,
        };
        self.modules[module].entries.push(entry);
        number
    }

    /// Compiles the program, without the files that do not compile.
    pub(crate) fn build(&mut self) {
        loop {
            let crates = self.crates();
            for (name, members) in &crates {
                if members.is_empty() {
                    self.workspace.remove(name);
                } else {
                    self.write_crate(name, members);
                }
            }
            // Cargo does not take a workspace without crates.
            let is_empty = crates.iter().all(|(_, members)| members.is_empty());
            let errors = if is_empty { Vec::new() } else { self.workspace.build() };
            if errors.is_empty() {
                return;
            }
            for error in errors {
                let number = error.module.trim_start_matches(char::is_alphabetic);
                let is_generated = number.parse::<usize>().is_ok();
                assert!(is_generated, "the program's own code does not compile: {}", error.line);
                self.errors.entry(error.module).or_default().push(error.line);
            }
        }
    }

    /// Runs the program in a mode.
    pub(crate) fn run(&self, mode: &Mode) -> Results {
        let mut results = Results::new();
        for (index, module) in self.modules.iter().enumerate() {
            let errors = self.errors(index, mode);
            let result = errors.map_or(Ok(Vec::new()), |errors| Err(errors.clone()));
            results.extend(module.of(mode).map(|entry| (entry.number, result.clone())));
        }
        for (name, _) in self.crates().iter().filter(|(_, members)| !members.is_empty()) {
            for line in self.workspace.run(name, &[mode.name]).split_terminator('\n') {
                let (number, result) = line.split_once('\t').expect("a number and a result");
                let lines = results.get_mut(&number.parse().unwrap()).unwrap();
                lines.as_mut().unwrap().push(result.to_owned());
            }
        }
        results
    }

    /// Returns the errors of a module, or those of its entries of a mode.
    pub(crate) fn errors(&self, module: usize, mode: &Mode) -> Option<&Vec<String>> {
        let of = |name: &str| self.errors.get(&format!("{name}{module}"));
        of("job").or_else(|| of(mode.name))
    }

    /// Returns the name of each crate, and its modules that compile. There are few crates, because
    /// each links the run time and compiles some of it.
    fn crates(&self) -> Vec<(String, Vec<usize>)> {
        let (mut crates, mut filled) = (Vec::<(String, Vec<usize>)>::new(), 0);
        for (index, Module { code, .. }) in self.modules.iter().enumerate() {
            filled += code.len();
            if crates.is_empty() || filled > CRATE {
                crates.push((format!("part{}", crates.len()), Vec::new()));
                filled = code.len();
            }
            let compiles = !self.errors.contains_key(&format!("job{index}"));
            if let Some((_, members)) = crates.last_mut().filter(|_| compiles) {
                members.push(index);
            }
        }
        crates
    }

    /// Writes a crate with these modules and their entries.
    fn write_crate(&self, name: &str, members: &[usize]) {
        self.workspace.add(name, "");
        let (mut main, mut arms) = (MAIN.to_owned(), String::new());
        for &module in members {
            self.workspace
                .write(name, &format!("src/job{module}.rs"), &self.modules[module].code);
            let _ = writeln!(main, "mod job{module};");
        }
        for mode in self.modes {
            let name_of_mode = mode.name;
            for (file, text) in mode.files {
                self.workspace.write(name, &format!("src/{file}"), text);
            }
            let (mut tables, mut input) = (String::new(), String::new());
            for &index in members.iter().filter(|index| self.errors(**index, mode).is_none()) {
                let module = &self.modules[index];
                let file = format!("src/{name_of_mode}{index}.rs");
                self.workspace.write(name, &file, &module.table(mode));
                let _ = writeln!(main, "mod {name_of_mode}{index};");
                let _ = write!(tables, "{name_of_mode}{index}::ALL, ");
                for entry in module.of(mode) {
                    let lines = entry.input.iter();
                    input.extend(lines.map(|line| format!("{} {line}\n", entry.number)));
                }
            }
            self.workspace.write(name, &format!("{name_of_mode}.txt"), &input);
            let _ = writeln!(main, "mod {name_of_mode};");
            let _ = writeln!(
                arms,
                "        Some({name_of_mode:?}) => {name_of_mode}::run(&[{tables}]),"
            );
        }
        let mode = "std::env::args().nth(1).as_deref()";
        let _ = write!(
            main,
            "\nfn main() {{\n    match {mode} {{\n{arms}        _ => panic!(\"no mode\"),\n    }}\n}}\n"
        );
        self.workspace.write(name, "src/main.rs", &main);
    }
}

impl Module {
    /// Returns the entries of a mode.
    fn of(&self, mode: &Mode) -> impl Iterator<Item = &Entry> {
        let name = mode.name;
        self.entries.iter().filter(move |entry| entry.mode == name)
    }

    /// Writes the file with the entries of a mode.
    fn table(&self, mode: &Mode) -> String {
        let name = mode.name;
        let mut text = format!("use crate::{name}::*;\n\npub const ALL: &[(usize, Entry)] = &[\n");
        for entry in self.of(mode) {
            let _ = writeln!(text, "    ({}, {}),", entry.number, entry.value);
        }
        text + "];\n"
    }
}

#[test]
fn a_file_that_does_not_compile_is_left_out_with_its_entries() {
    const SUMS: Mode = Mode {
        name: "sums",
        files: &[(
            "sums.rs",
            "pub type Entry = u32;\n\
             pub fn run(tables: &[&[(usize, Entry)]]) {\n\
                 tables.iter().copied().flatten().for_each(|(number, sum)| println!(\"{number}\\t{sum}\"));\n\
             }\n",
        )],
    };
    const LINES: Mode = Mode {
        name: "lines",
        files: &[(
            "lines.rs",
            "pub type Entry = u32;\n\
             pub fn run(_: &[&[(usize, Entry)]]) {\n\
                 include_str!(\"../lines.txt\").lines().for_each(|line| println!(\"{}\", line.replace(' ', \"\\t\")));\n\
             }\n",
        )],
    };
    let mut program = Program::new("dropped", OURS, &[&SUMS, &LINES]);
    let codes = [
        "pub const ONE: u32 = 1;",
        "pub const ONE: u32 = \"1\";",
        "pub const ONE: u8 = 1;",
    ];
    let [whole, broken, narrow] = codes.map(|code| program.module(code));
    assert_eq!(program.module(codes[0]), whole);
    let numbers = [whole, broken, narrow].map(|module| {
        let sum = format!("{}::ONE + 1", path(module));
        let input = vec!["a".to_owned(), "b".to_owned()];
        let sum = program.add(module, &SUMS, sum, Vec::new());
        (sum, program.add(module, &LINES, "0".to_owned(), input))
    });
    program.build();
    let (sums, lines) = (program.run(&SUMS), program.run(&LINES));
    let [whole, broken, narrow] = numbers.map(|(sum, line)| (&sums[&sum], &lines[&line]));
    let error = |result: &Result<Vec<String>, Vec<String>>| result.as_ref().unwrap_err().concat();
    let both = Ok(vec!["a".to_owned(), "b".to_owned()]);
    assert_eq!(whole, (&Ok(vec!["2".to_owned()]), &both));
    assert!(
        error(broken.0).contains("job1.rs") && broken.0 == broken.1,
        "{broken:?}"
    );
    assert!(error(narrow.0).contains("sums2.rs"), "{narrow:?}");
    assert_eq!(narrow.1, &both);
}
