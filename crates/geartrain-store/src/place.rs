//! Where a store is when nobody says where: one folder for the user, in it one for each port.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// Name of the file in the folder of a port.
const FILE_NAME: &str = "jobs.sqlite3";

/// Name of our folder among those of other programs.
const PROGRAM_NAME: &str = "geartrain";

/// Where root's services keep what they need again.
const SYSTEM_FOLDER: &str = "/var/lib";

/// Where users keep what programs need again, below their homes.
const USER_FOLDER: &str = ".local/state";

/// What the surroundings of a process say about where it may keep things.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StatePlaces {
    /// `STATE_DIRECTORY`: folders that systemd made for this service, with `:` between them.
    pub of_service: Option<OsString>,
    /// `XDG_STATE_HOME`.
    pub of_user: Option<PathBuf>,
    /// The user's home, as the environment says or else the system's table of users.
    pub home: Option<PathBuf>,
    /// Whether the user is root.
    pub is_root: bool,
}

impl StatePlaces {
    /// Those of this process. An empty environment is fine.
    #[must_use]
    pub fn of_process(is_root: bool) -> Self {
        let variable = |name| env::var_os(name).filter(|value| !value.is_empty());
        Self {
            of_service: variable("STATE_DIRECTORY"),
            of_user: variable("XDG_STATE_HOME").map(PathBuf::from),
            home: env::home_dir(),
            is_root,
        }
    }

    /// The folder with one folder for each port; `None` when nothing tells where it could be.
    #[must_use]
    pub fn data_folder(&self) -> Option<PathBuf> {
        if let Some(folders) = &self.of_service {
            return env::split_paths(folders).next();
        }
        if self.is_root {
            return Some(Path::new(SYSTEM_FOLDER).join(PROGRAM_NAME));
        }
        // A relative path is none, says the specification of these variables.
        let absolute = |path: &&PathBuf| path.is_absolute();
        let of_user = self.of_user.as_ref().filter(absolute).cloned();
        let in_home = || {
            let home = self.home.as_ref().filter(absolute)?;
            Some(home.join(USER_FOLDER))
        };
        Some(of_user.or_else(in_home)?.join(PROGRAM_NAME))
    }
}

/// The store of the server that listens on `port`.
///
/// ```
/// use std::path::Path;
/// use geartrain_store::{StatePlaces, file_of_port};
///
/// let root = StatePlaces { of_service: None, of_user: None, home: None, is_root: true };
/// let folder = root.data_folder().expect("root always has one");
/// assert_eq!(file_of_port(&folder, 4730).parent(), Some(Path::new("/var/lib/geartrain/4730")));
/// ```
#[must_use]
pub fn file_of_port(data_folder: &Path, port: u16) -> PathBuf {
    data_folder.join(port.to_string()).join(FILE_NAME)
}

#[cfg(test)]
mod tests;
