//! The folder of a store that root makes for the user that the server becomes.

use std::fs::{self, DirBuilder, File, Metadata, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt, fchown};
use std::path::Path;

use geartrain_store::file_of_port;
use nix::fcntl::OFlag;

use super::StorageError;
use crate::config::StoreConfig;
use crate::process::UserIds;

const OWNER_ONLY: u32 = 0o700;
/// Everybody may go through, since the folder of a port is what keeps others out.
const OPEN_TO_ALL: u32 = 0o755;

/// Makes the folder of the port where it is missing, and gives it to the user with the files of the
/// store in it. Does nothing for one who makes it without help.
///
/// # Errors
/// When the system refuses, and when something in the folder is not what a store leaves there:
/// root gives nothing away that a link may lead to.
pub(crate) fn give(config: &StoreConfig, port: u16, user: UserIds) -> Result<(), StorageError> {
    let file = file_of_port(&config.folder, port);
    let folder = file.parent().unwrap_or(&file);
    let attempt = || {
        make_above(&config.folder)?;
        make(folder, OWNER_ONLY)?;
        give_folder(folder, user)?;
        give_files(&file, user)
    };
    attempt().map_err(|source| StorageError::Folder {
        folder: folder.to_owned(),
        source,
    })
}

/// Makes the folder of all ports where it is missing, so that a server with another user can have a
/// folder in it later. Only root makes folders for others.
pub(super) fn share(config: &StoreConfig) -> Result<(), StorageError> {
    if !nix::unistd::geteuid().is_root() {
        return Ok(());
    }
    make_above(&config.folder).map_err(|source| StorageError::Folder {
        folder: config.folder.clone(),
        source,
    })
}

/// Makes a folder that others may go through, and those above it.
fn make_above(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    if let Some(above) = folder.parent().filter(|above| *above != Path::new("")) {
        make_above(above)?;
    }
    make(folder, OPEN_TO_ALL)
}

fn make(folder: &Path, mode: u32) -> io::Result<()> {
    match DirBuilder::new().mode(OWNER_ONLY).create(folder) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error),
        // Whatever the umask is.
        Ok(()) => fs::set_permissions(folder, Permissions::from_mode(mode)),
    }
}

fn give_folder(folder: &Path, user: UserIds) -> io::Result<()> {
    let folder = open(folder, OFlag::O_DIRECTORY)?;
    give_open(&folder, &folder.metadata()?, user)
}

/// Gives what begins with the name of the store.
fn give_files(store: &Path, user: UserIds) -> io::Result<()> {
    let (Some(folder), Some(name)) = (store.parent(), store.file_name()) else {
        return Ok(());
    };
    let name = name.as_encoded_bytes();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name().as_encoded_bytes().starts_with(name) {
            // A pipe must not hold up the start.
            let file = open(&entry.path(), OFlag::O_NONBLOCK)?;
            give_file(&file, user)?;
        }
    }
    Ok(())
}

/// Gives a file that has no other name, which could be one outside the folder.
fn give_file(file: &File, user: UserIds) -> io::Result<()> {
    let data = file.metadata()?;
    if data.is_file() && data.nlink() == 1 {
        return give_open(file, &data, user);
    }
    Err(io::Error::other("it holds what is no plain file"))
}

fn give_open(file: &File, data: &Metadata, user: UserIds) -> io::Result<()> {
    if data.uid() == user.user {
        return Ok(());
    }
    fchown(file, Some(user.user), Some(user.group))
}

/// Opens what is there, unless it is a symbolic link.
fn open(path: &Path, flags: OFlag) -> io::Result<File> {
    let flags = flags | OFlag::O_NOFOLLOW;
    OpenOptions::new()
        .read(true)
        .custom_flags(flags.bits())
        .open(path)
}

#[cfg(test)]
mod tests;
