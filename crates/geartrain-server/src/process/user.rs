//! Giving up the rights of root.

use std::ffi::CString;

use nix::unistd::{User, geteuid, initgroups, setgid, setuid};

use super::ProcessError;

/// The numbers of a user and of its main group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UserIds {
    /// The user.
    pub user: u32,
    /// The group.
    pub group: u32,
}

/// Looks the user `name` up.
///
/// # Errors
/// When there is no such user.
pub fn find_user(name: &str) -> Result<UserIds, ProcessError> {
    let user = entry(name)?;
    Ok(UserIds {
        user: user.uid.as_raw(),
        group: user.gid.as_raw(),
    })
}

/// Becomes the user `name` with its groups, for good. Nothing happens if the process is that user
/// already.
///
/// # Errors
/// When there is no such user, or the process may not become it.
pub fn become_user(name: &str) -> Result<(), ProcessError> {
    let user = entry(name)?;
    if geteuid() == user.uid {
        return Ok(());
    }
    change(&user).map_err(|error| failed(name, error))
}

fn entry(name: &str) -> Result<User, ProcessError> {
    let user = User::from_name(name).map_err(|error| failed(name, error))?;
    user.ok_or_else(|| ProcessError::UserUnknown {
        name: name.to_owned(),
    })
}

fn failed(name: &str, error: nix::Error) -> ProcessError {
    ProcessError::User {
        name: name.to_owned(),
        source: error.into(),
    }
}

/// Groups first: afterwards the right to change them is gone.
fn change(user: &User) -> nix::Result<()> {
    let name = CString::new(user.name.as_str()).map_err(|_| nix::Error::EINVAL)?;
    initgroups(&name, user.gid)?;
    setgid(user.gid)?;
    setuid(user.uid)
}

#[cfg(test)]
mod tests;
