use std::path::Path;

use tempfile::TempDir;

use super::*;

/// A service manager of the tests: a socket that messages come to.
struct Ear {
    socket: UnixDatagram,
    folder: TempDir,
}

impl Ear {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let socket = UnixDatagram::bind(path(folder.path())).expect("a socket can be made");
        Self { socket, folder }
    }

    fn variables(&self) -> ServiceVariables {
        ServiceVariables {
            socket: Some(path(self.folder.path()).into()),
            ..ServiceVariables::default()
        }
    }

    fn hear(&self) -> String {
        hear(&self.socket)
    }
}

fn path(folder: &Path) -> std::path::PathBuf {
    folder.join("notify")
}

fn hear(socket: &UnixDatagram) -> String {
    let patience = Some(Duration::from_secs(120));
    socket.set_read_timeout(patience).expect("it is not zero");
    let mut bytes = [0; 200];
    let length = socket.recv(&mut bytes).expect("a message comes");
    String::from_utf8(bytes[..length].to_vec()).expect("it is text")
}

#[test]
fn each_change_is_one_message() {
    let ear = Ear::new();
    let manager = ServiceManager::of(&ear.variables());
    manager.ready("serving");
    assert_eq!(ear.hear(), "READY=1\nSTATUS=serving");
    manager.status("waiting");
    assert_eq!(ear.hear(), "STATUS=waiting");
    manager.alive();
    assert_eq!(ear.hear(), "WATCHDOG=1");
    manager.stopping();
    assert_eq!(ear.hear(), "STOPPING=1\nSTATUS=stopping");
}

#[test]
fn a_reload_tells_its_time() {
    let ear = Ear::new();
    let manager = ServiceManager::of(&ear.variables());
    let mut last = 0;
    for _ in 0..2 {
        manager.reloading();
        let message = ear.hear();
        let time = message
            .strip_prefix("RELOADING=1\nMONOTONIC_USEC=")
            .expect("it is a reload");
        let time: u64 = time.parse().expect("it is a number");
        assert!(time > last, "{time} comes after {last}");
        last = time;
    }
}

#[cfg(target_os = "linux")]
#[test]
fn an_abstract_name_is_an_address_too() {
    use std::os::linux::net::SocketAddrExt;

    let name = format!("geartrain-test-{}", process::id());
    let address = SocketAddr::from_abstract_name(&name).expect("the name is short");
    let socket = UnixDatagram::bind_addr(&address).expect("the name is free");
    let manager = ServiceManager::of(&ServiceVariables {
        socket: Some(format!("@{name}").into()),
        ..ServiceVariables::default()
    });
    manager.alive();
    assert_eq!(hear(&socket), "WATCHDOG=1");
}

#[test]
fn without_a_manager_or_with_one_that_is_gone_nothing_happens() {
    let gone = Ear::new().variables();
    let strange = ServiceVariables {
        socket: Some("vsock:2:1234".into()),
        silence_micros_max: Some("1000".to_owned()),
        ..ServiceVariables::default()
    };
    for variables in [ServiceVariables::default(), gone, strange] {
        let manager = ServiceManager::of(&variables);
        manager.ready("serving");
        assert_eq!(manager.silence_max(), None);
    }
}

#[test]
fn the_watchdog_is_for_the_process_that_it_names_or_for_all() {
    let ear = Ear::new();
    let this = process::id().to_string();
    let silence_max = |micros: &str, watched: Option<&str>| {
        let manager = ServiceManager::of(&ServiceVariables {
            silence_micros_max: Some(micros.to_owned()),
            watched: watched.map(str::to_owned),
            ..ear.variables()
        });
        manager.silence_max()
    };
    let minute = Some(Duration::from_secs(60));
    assert_eq!(silence_max("60000000", None), minute);
    assert_eq!(silence_max("60000000", Some(&this)), minute);
    assert_eq!(silence_max("60000000", Some("1")), None);
    assert_eq!(silence_max("60000000", Some("")), None);
    assert_eq!(silence_max("0", None), None);
    assert_eq!(silence_max("soon", None), None);
}

#[test]
fn only_the_process_that_was_started_as_the_service_is_named() {
    let names = |socket: Option<&str>, started: Option<&str>| {
        let variables = ServiceVariables {
            socket: socket.map(OsString::from),
            started: started.map(str::to_owned),
            ..ServiceVariables::default()
        };
        variables.name_this_process()
    };
    let this = process::id().to_string();
    assert!(names(Some("/run/systemd/notify"), Some(&this)));
    assert!(!names(Some("/run/systemd/notify"), Some("1")));
    assert!(!names(Some("/run/systemd/notify"), None));
    assert!(!names(None, Some(&this)));
}
