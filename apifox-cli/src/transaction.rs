//! Replaces several files atomically: all new content is on the disk, and a journal lists it,
//! before the first file is touched. If a run is killed, the files are unchanged, or the next run
//! completes the journal.

use std::io;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::lock;
use crate::provenance::Provenance;

/// The folder within that of the pages. Its files do not have the extension of a page, so no build
/// reads them.
const PENDING: &str = ".apifox-pending";
const JOURNAL: &str = "journal";

/// Test hook: ends the process here.
mod kill;

/// File operations, by absolute or relative paths.
#[derive(Debug, Default)]
pub(crate) struct Transaction {
    writes: Vec<(PathBuf, Vec<u8>)>,
    removals: Vec<PathBuf>,
}

/// Called before each file operation, with the file and the content to write; lets a test fail it.
type Before<'a> = &'a mut dyn FnMut(Option<(&Path, &[u8])>) -> io::Result<()>;

impl Transaction {
    pub(crate) fn write(&mut self, path: PathBuf, bytes: Vec<u8>) {
        self.writes.push((path, bytes));
    }

    /// Adds the records of the pages' origins.
    pub(crate) fn record(&mut self, provenance: &Provenance) {
        self.write(provenance.path().to_owned(), provenance.text().into_bytes());
    }

    pub(crate) fn remove(&mut self, path: PathBuf) {
        self.removals.push(path);
    }

    /// Returns the files that are written.
    pub(crate) fn written(&self) -> impl Iterator<Item = &Path> {
        self.writes.iter().map(|(path, _)| path.as_path())
    }

    /// Adds the operations of another transaction.
    pub(crate) fn extend(&mut self, other: Self) {
        self.writes.extend(other.writes);
        self.removals.extend(other.removals);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.writes.is_empty() && self.removals.is_empty()
    }

    /// Performs the operations.
    pub(crate) fn commit(&self, folder: &Path) -> io::Result<()> {
        self.commit_with(folder, &mut kill::operation)
    }

    fn commit_with(&self, folder: &Path, before: Before<'_>) -> io::Result<()> {
        if self.is_empty() {
            return Ok(());
        }
        let pending = folder.join(PENDING);
        before(None)?;
        std::fs::create_dir_all(&pending)?;
        let mut writes = Vec::new();
        for (number, (path, bytes)) in self.writes.iter().enumerate() {
            synced(&pending.join(format!("{number}.new")), bytes, before)?;
            writes.push(absolute(path)?);
        }
        let removals = self
            .removals
            .iter()
            .map(|path| absolute(path))
            .collect::<io::Result<Vec<_>>>()?;
        let journal = json!({"folder": absolute(folder)?, "writes": writes, "removals": removals}).to_string();
        synced(&pending.join("journal.new"), journal.as_bytes(), before)?;
        before(None)?;
        // Committed: this run or the next one completes it.
        std::fs::rename(pending.join("journal.new"), pending.join(JOURNAL))?;
        carry_out(folder, before)
    }
}

/// Whether a run is replacing files, or was killed while doing so.
pub(crate) fn is_half_done(folder: &Path) -> bool {
    folder.join(PENDING).join(JOURNAL).exists()
}

/// Fails if a run is replacing files, or was killed while doing so.
pub(crate) fn settled(folder: &Path) -> io::Result<()> {
    if !is_half_done(folder) {
        return Ok(());
    }
    lock::free(folder)?;
    let message = format!(
        "a run was killed while it replaced files of {}: run `apifox bless`, or the killed command again, to complete it",
        folder.display()
    );
    Err(io::Error::new(io::ErrorKind::InvalidData, message))
}

/// Completes the work of a killed run.
pub(crate) fn recover(folder: &Path) -> io::Result<()> {
    let pending = folder.join(PENDING);
    if pending.join(JOURNAL).exists() {
        return carry_out(folder, &mut kill::operation);
    }
    // Killed before the journal was complete: no file was touched.
    if pending.exists() {
        std::fs::remove_dir_all(&pending)?;
    }
    Ok(())
}

fn carry_out(folder: &Path, before: Before<'_>) -> io::Result<()> {
    let pending = folder.join(PENDING);
    let text = std::fs::read(pending.join(JOURNAL))?;
    let refused = |why: &str| {
        let message = format!(
            "{} {why}: compare the files with those of the last commit, and remove it",
            pending.display()
        );
        io::Error::new(io::ErrorKind::InvalidData, message)
    };
    let journal: Value = serde_json::from_slice(&text).map_err(|_| refused("cannot be read"))?;
    // The journal holds absolute paths: in a copied folder, or one from an archive, they point
    // elsewhere.
    let own = absolute(folder)?;
    if journal.get("folder").and_then(Value::as_str) != Some(own.as_str()) {
        return Err(refused("was left by a run in another folder"));
    }
    for (number, target) in paths(&journal, "writes").enumerate() {
        let new = pending.join(format!("{number}.new"));
        // A missing file was already moved by the killed run.
        if new.exists() {
            before(None)?;
            target.parent().map_or(Ok(()), std::fs::create_dir_all)?;
            before(None)?;
            std::fs::rename(&new, &target)?;
        }
    }
    for path in paths(&journal, "removals") {
        before(None)?;
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    before(None)?;
    std::fs::remove_file(pending.join(JOURNAL))?;
    before(None)?;
    std::fs::remove_dir_all(&pending)
}

fn paths<'a>(journal: &'a Value, key: &str) -> impl Iterator<Item = PathBuf> + use<'a> {
    let all = journal.get(key).and_then(Value::as_array).into_iter().flatten();
    all.filter_map(|path| path.as_str().map(PathBuf::from))
}

fn absolute(path: &Path) -> io::Result<String> {
    let path = std::path::absolute(path)?;
    path.to_str().map(str::to_owned).ok_or_else(|| {
        let message = format!("{} is not UTF-8: rename the folder", path.display());
        io::Error::new(io::ErrorKind::InvalidInput, message)
    })
}

fn synced(path: &Path, bytes: &[u8], before: Before<'_>) -> io::Result<()> {
    use io::Write as _;
    before(Some((path, bytes)))?;
    let mut file = std::fs::File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::path::{Path, PathBuf};

    use super::{PENDING, Transaction, recover};

    fn folder(name: &str) -> PathBuf {
        let path = std::env::temp_dir().join(format!("apifox-transaction-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).expect("a folder");
        for (file, text) in [("a.md", "old a"), ("b.md", "old b"), ("gone.md", "old")] {
            std::fs::write(path.join(file), text).expect("a file");
        }
        path
    }

    fn state(folder: &Path) -> Vec<(String, String)> {
        let mut all: Vec<(String, String)> = std::fs::read_dir(folder)
            .expect("the folder")
            .map(|entry| entry.expect("an entry").path())
            .map(|path| {
                let name = path.file_name().expect("a name").to_string_lossy().into_owned();
                (name, std::fs::read_to_string(&path).unwrap_or_default())
            })
            .collect();
        all.sort();
        all
    }

    #[test]
    fn a_run_that_is_killed_anywhere_leaves_the_folder_as_before_or_is_finished_by_the_next() {
        let mut transaction = Transaction::default();
        let folder = folder("killed");
        for (file, text) in [("a.md", "new a"), ("b.md", "new b"), ("c/new.md", "c")] {
            transaction.write(folder.join(file), text.into());
        }
        transaction.remove(folder.join("gone.md"));
        let before = state(&folder);
        let after = ["a.md=new a", "b.md=new b", "c="];
        let mut kinds = [0, 0];
        for last in 0.. {
            let mut done = 0;
            let killed = transaction.commit_with(&folder, &mut |_| {
                done += 1;
                if done > last {
                    Err(io::Error::other("killed"))
                } else {
                    Ok(())
                }
            });
            if killed.is_ok() {
                break;
            }
            recover(&folder).expect("the next run");
            let is_done = state(&folder) != before;
            kinds[usize::from(is_done)] += 1;
            if is_done {
                let names: Vec<String> = state(&folder)
                    .into_iter()
                    .map(|(name, text)| name + "=" + &text)
                    .collect();
                assert_eq!(names, after, "killed before operation {last}");
                std::fs::remove_dir_all(folder.join("c")).expect("what was added");
                for (file, text) in &before {
                    std::fs::write(folder.join(file), text).expect("as before");
                }
            }
        }
        assert_eq!(kinds, [6, 9], "places before and behind the journal");
        std::fs::remove_dir_all(&folder).expect("the folder");
    }

    #[test]
    fn a_journal_of_another_folder_is_not_carried_out() {
        let (one, other) = (folder("one"), folder("other"));
        let mut transaction = Transaction::default();
        transaction.write(one.join("a.md"), "new".into());
        let mut done = 0;
        let killed = transaction.commit_with(&one, &mut |_| {
            done += 1;
            if done > 4 {
                Err(io::Error::other("killed"))
            } else {
                Ok(())
            }
        });
        assert!(killed.is_err());
        std::fs::rename(one.join(PENDING), other.join(PENDING)).expect("a copy");
        let error = recover(&other).expect_err("another folder").to_string();
        assert!(error.contains("was left by a run in another folder"), "{error}");
        assert_eq!(std::fs::read_to_string(one.join("a.md")).expect("the file"), "old a");
    }
}
