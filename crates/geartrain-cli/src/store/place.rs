//! Which store is meant.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::Args;
use geartrain_store::{StatePlaces, file_of_port};

use crate::exit::{Code, Trouble};

/// Where a server keeps its jobs, in the words of its own options.
#[derive(Args, Debug)]
pub(crate) struct Place {
    /// The folder that the server was given [default: the same as geartraind takes]
    #[arg(long, value_name = "FOLDER", env = "GEARTRAIN_DATA_DIR")]
    data_dir: Option<PathBuf>,
    /// The port that the server was given
    #[arg(short, long, default_value_t = geartrain_client::PORT_DEFAULT)]
    port: u16,
    /// The file itself, such as a backup
    #[arg(long, value_name = "FILE", conflicts_with_all = ["data_dir", "port"])]
    file: Option<PathBuf>,
}

impl Place {
    /// The file, which is there.
    pub(crate) fn find(&self) -> Result<PathBuf, Trouble> {
        let file = self.file()?;
        match fs::metadata(&file) {
            Ok(data) if data.is_file() => Ok(file),
            Ok(_) => Err(Trouble::new(
                Code::Here,
                format!("{} is no file: name the file of a store", file.display()),
            )),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(self.missing(&file)),
            Err(error) => Err(Trouble::here(
                format!("cannot look at {}", file.display()),
                &error,
            )),
        }
    }

    fn file(&self) -> Result<PathBuf, Trouble> {
        match &self.file {
            Some(file) => Ok(file.clone()),
            None => Ok(file_of_port(&self.folder()?, self.port)),
        }
    }

    fn folder(&self) -> Result<PathBuf, Trouble> {
        let is_root = rustix::process::geteuid().is_root();
        let by_default = || StatePlaces::of_process(is_root).data_folder();
        self.data_dir.clone().or_else(by_default).ok_or_else(|| {
            let text = "cannot tell where jobs are kept: name the folder with --data-dir";
            Trouble::new(Code::Usage, text)
        })
    }

    fn missing(&self, file: &Path) -> Trouble {
        let mut text = format!("there is no store at {}", file.display());
        if self.file.is_none() {
            let ports = self.folder().map(|folder| ports(&folder));
            match ports.unwrap_or_default().join(" ").as_str() {
                "" => text += ": name the server's folder with --data-dir",
                ports => {
                    text += &format!(": name the server's port with --port; there are {ports}");
                }
            }
        }
        Trouble::new(Code::Here, text)
    }
}

/// The ports that have a folder.
fn ports(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut ports: Vec<u16> = names.filter_map(|name| name.parse().ok()).collect();
    ports.sort_unstable();
    ports.iter().map(u16::to_string).collect()
}
