use super::*;

fn user() -> StatePlaces {
    StatePlaces {
        home: Some("/home/ada".into()),
        ..StatePlaces::default()
    }
}

fn folder(places: &StatePlaces) -> PathBuf {
    places.data_folder().expect("there is a place")
}

#[test]
fn a_user_has_a_folder_in_the_home() {
    assert_eq!(
        folder(&user()),
        Path::new("/home/ada/.local/state/geartrain")
    );
}

#[test]
fn a_user_may_have_another_folder_for_state() {
    let places = StatePlaces {
        of_user: Some("/state/ada".into()),
        ..user()
    };
    assert_eq!(folder(&places), Path::new("/state/ada/geartrain"));
}

#[test]
fn relative_paths_count_as_none() {
    let places = StatePlaces {
        of_user: Some("state".into()),
        ..user()
    };
    assert_eq!(folder(&places), folder(&user()));
    let nowhere = StatePlaces {
        home: Some("home".into()),
        ..StatePlaces::default()
    };
    assert_eq!(nowhere.data_folder(), None);
}

#[test]
fn root_has_the_folder_of_the_system() {
    let root = StatePlaces {
        is_root: true,
        of_user: Some("/state/root".into()),
        ..user()
    };
    assert_eq!(folder(&root), Path::new("/var/lib/geartrain"));
}

#[test]
fn a_service_has_the_first_folder_that_was_made_for_it() {
    let service = StatePlaces {
        of_service: Some("/var/lib/jobs:/var/lib/more".into()),
        is_root: true,
        ..StatePlaces::default()
    };
    assert_eq!(folder(&service), Path::new("/var/lib/jobs"));
}

#[test]
fn without_any_hint_there_is_no_place() {
    assert_eq!(StatePlaces::default().data_folder(), None);
}

#[test]
fn each_port_has_a_store_of_its_own() {
    assert_eq!(
        file_of_port(Path::new("/data"), 4730),
        Path::new("/data/4730/jobs.sqlite3")
    );
}
