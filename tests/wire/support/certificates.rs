//! Authorities and certificates, made when a test needs them.

use std::fs;
use std::path::{Path, PathBuf};

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
};
use tempfile::TempDir;

/// Somebody whom servers and clients trust.
pub(crate) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    /// Its own certificate, in PEM.
    pub(crate) pem: String,
}

/// A certificate and its key, in PEM.
pub(crate) struct Identity {
    pub(crate) certificate: String,
    pub(crate) key: String,
}

/// Files that a server is told to use.
pub(crate) struct ServerFiles {
    folder: TempDir,
}

impl Authority {
    pub(crate) fn new(name: &str) -> Self {
        let mut params = params(name, &[]);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key is made");
        let certificate = params.self_signed(&key).expect("a certificate is made");
        Self {
            pem: certificate.pem(),
            issuer: Issuer::new(params, key),
        }
    }

    /// A server on this machine.
    pub(crate) fn server(&self) -> Identity {
        let names = ["localhost", "127.0.0.1"];
        self.identity("server", &names, ExtendedKeyUsagePurpose::ServerAuth)
    }

    /// A client or worker.
    pub(crate) fn client(&self) -> Identity {
        self.identity("client", &[], ExtendedKeyUsagePurpose::ClientAuth)
    }

    fn identity(&self, name: &str, hosts: &[&str], usage: ExtendedKeyUsagePurpose) -> Identity {
        let mut params = params(name, hosts);
        params.extended_key_usages.push(usage);
        let key = KeyPair::generate().expect("a key is made");
        let certificate = params.signed_by(&key, &self.issuer);
        Identity {
            certificate: certificate.expect("a certificate is made").pem(),
            key: key.serialize_pem(),
        }
    }
}

fn params(name: &str, hosts: &[&str]) -> CertificateParams {
    let hosts: Vec<String> = hosts.iter().map(|host| (*host).to_owned()).collect();
    let mut params = CertificateParams::new(hosts).expect("these are names");
    params.distinguished_name.push(DnType::CommonName, name);
    params
}

impl ServerFiles {
    /// For a server with a certificate from `authority`, which also verifies its clients.
    pub(crate) fn of(authority: &Authority) -> Self {
        let folder = tempfile::tempdir().expect("a folder is made");
        let files = Self { folder };
        fs::write(files.ca(), &authority.pem).expect("the folder is there");
        files.put(&authority.server());
        files
    }

    /// Replaces the server's certificate and key.
    pub(crate) fn put(&self, identity: &Identity) {
        fs::write(self.certificate(), &identity.certificate).expect("the folder is there");
        fs::write(self.key(), &identity.key).expect("the folder is there");
    }

    pub(crate) fn ca(&self) -> PathBuf {
        self.path("ca.pem")
    }

    pub(crate) fn certificate(&self) -> PathBuf {
        self.path("server.pem")
    }

    pub(crate) fn key(&self) -> PathBuf {
        self.path("server.key")
    }

    fn path(&self, name: &str) -> PathBuf {
        Path::join(self.folder.path(), name)
    }
}
