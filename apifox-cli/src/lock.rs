//! Ensures that only one run at a time writes to a folder of pages.
//!
//! The lock is an operating system lock on an open file, so it ends with the process in any case.
//! The file is beside the folder of pages and not in it, since a build script reruns for each
//! change in that folder.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

/// The lock of a folder of pages, held until this is dropped.
#[derive(Debug)]
pub(crate) struct Lock {
    /// Locked while it is open.
    file: File,
    path: PathBuf,
    /// The folders created for the file, the outermost first.
    made: Vec<PathBuf>,
}

impl Lock {
    /// Acquires the lock for a command, such as `sync`.
    ///
    /// # Errors
    ///
    /// Another run holds the lock, or the file cannot be written.
    pub(crate) fn take(pages: &Path, command: &str) -> io::Result<Self> {
        let paths = paths(pages)?;
        let mut made = Vec::new();
        loop {
            let (path, file) = opened(&paths, &mut made)?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Err(in_use(pages, &holder(&path))),
                Err(TryLockError::Error(error)) => return Err(named(&path, &error)),
            }
            // The previous holder may have removed the file after this run opened it.
            if is_at(&file, &path) {
                let mut lock = Self { file, path, made };
                lock.sign(command)?;
                return Ok(lock);
            }
        }
    }

    /// Records the holder of the lock, for the message of another run.
    fn sign(&mut self, command: &str) -> io::Result<()> {
        let text = format!("`apifox {command}` (process {})", std::process::id());
        self.file.set_len(0)?;
        self.file.write_all(text.as_bytes())
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Nothing depends on the removal of the file: a leftover file is not locked. It stays if it
        // is unknown whether the path still names the opened file.
        if cfg!(unix) {
            let _ = std::fs::remove_file(&self.path);
        }
        for folder in self.made.iter().rev() {
            let _ = std::fs::remove_dir(folder); // succeeds only if the folder is empty
        }
    }
}

/// Checks that no other run is replacing pages.
///
/// # Errors
///
/// Another run holds the lock.
pub(crate) fn free(pages: &Path) -> io::Result<()> {
    for path in paths(pages)? {
        let Ok(file) = File::open(&path) else { continue };
        if matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)) {
            return Err(in_use(pages, &holder(&path)));
        }
    }
    Ok(())
}

/// Returns the path of the lock file: beside the folder, or in it if the parent cannot be written.
fn paths(pages: &Path) -> io::Result<[PathBuf; 2]> {
    // A folder has one lock, also if it is reached through a symbolic link.
    let pages = std::fs::canonicalize(pages).or_else(|_| std::path::absolute(pages))?;
    let within = pages.join(".apifox-lock");
    let beside = match (pages.parent(), pages.file_name()) {
        (Some(parent), Some(name)) => parent.join(format!(".{}.apifox-lock", name.to_string_lossy())),
        _ => within.clone(),
    };
    Ok([beside, within])
}

fn opened(paths: &[PathBuf; 2], made: &mut Vec<PathBuf>) -> io::Result<(PathBuf, File)> {
    let [beside, within] = paths;
    match open(beside, made) {
        Ok(file) => Ok((beside.clone(), file)),
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem
            ) =>
        {
            let file = open(within, made).map_err(|error| named(within, &error))?;
            Ok((within.clone(), file))
        }
        Err(error) => Err(named(beside, &error)),
    }
}

fn open(path: &Path, made: &mut Vec<PathBuf>) -> io::Result<File> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let missing: Vec<&Path> = folder.ancestors().take_while(|folder| !folder.exists()).collect();
    made.extend(missing.into_iter().rev().map(Path::to_owned));
    std::fs::create_dir_all(folder)?;
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false).open(path)
}

/// Whether an open file is the one that its path names.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;

    match (file.metadata(), std::fs::metadata(path)) {
        (Ok(open), Ok(named)) => (open.dev(), open.ino()) == (named.dev(), named.ino()),
        _ => false,
    }
}

/// Always `true`, since the file is never removed on this platform.
#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> bool {
    true
}

/// Describes the holder of the lock, in general terms if its signature cannot be read.
fn holder(path: &Path) -> String {
    let mut text = String::new();
    let read = File::open(path).and_then(|file| file.take(200).read_to_string(&mut text));
    let is_signature =
        |text: &str| text.starts_with("`apifox ") && text.ends_with(')') && !text.contains(char::is_control);
    match read {
        Ok(_) if is_signature(&text) => text,
        _ => "another run of `apifox`".to_owned(),
    }
}

fn in_use(pages: &Path, holder: &str) -> io::Error {
    let message = format!(
        "{holder} is using the pages in {}: wait until it ends, or stop it, then run this command again",
        pages.display()
    );
    io::Error::new(io::ErrorKind::WouldBlock, message)
}

fn named(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::{Lock, free};

    fn folder(name: &str) -> PathBuf {
        let path = std::env::temp_dir().join(format!("apifox-lock-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).expect("a folder");
        path
    }

    #[test]
    fn the_second_run_learns_who_holds_the_lock_and_takes_it_when_it_is_free() {
        let root = folder("second");
        let pages = root.join("spec");
        let first = Lock::take(&pages, "sync").expect("nobody has it");
        let error = Lock::take(&pages, "bless").expect_err("it is taken").to_string();
        let named = format!("`apifox sync` (process {}) is using the pages in ", std::process::id());
        assert!(
            error.starts_with(&named) && error.ends_with("then run this command again"),
            "{error}"
        );
        assert_eq!(free(&pages).expect_err("it is taken").to_string(), error);
        Lock::take(&root.join("other"), "bless").expect("another folder");
        drop(first);
        free(&pages).expect("it is free");
        Lock::take(&pages, "bless").expect("it is free");
        std::fs::remove_dir_all(&root).expect("the folder");
    }

    #[test]
    fn what_a_killed_run_leaves_locks_nobody_out_and_nothing_is_left_behind() {
        let root = folder("left");
        std::fs::write(root.join(".spec.apifox-lock"), "`apifox sync` (process 1)").expect("a file");
        let pages = root.join("deeper").join("spec");
        drop(Lock::take(&root.join("spec"), "add").expect("nobody holds it"));
        drop(Lock::take(&pages, "fetch").expect("nobody holds it"));
        if cfg!(unix) {
            assert_eq!(std::fs::read_dir(&root).expect("the folder").count(), 0);
        }
        std::fs::remove_dir_all(&root).expect("the folder");
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_has_one_lock_by_whatever_name_it_is_reached() {
        let root = folder("link");
        std::fs::create_dir(root.join("spec")).expect("a folder");
        std::os::unix::fs::symlink(root.join("spec"), root.join("link")).expect("a link");
        let _first = Lock::take(&root.join("spec"), "sync").expect("nobody has it");
        Lock::take(&root.join("link"), "sync").expect_err("it is taken");
        std::fs::remove_dir_all(&root).expect("the folder");
    }
}
