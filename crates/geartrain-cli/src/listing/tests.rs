use super::*;

const COLUMNS: [Column; 3] = [
    Column::Text("NAME", 12),
    Column::Number("COUNT", 6),
    Column::Rest("WORDS"),
];

#[test]
fn cells_stand_below_their_header() {
    let rows = [["resize", "7", "a b"], ["mail", "12", ""]].map(|row| row.map(str::to_owned));
    let expected = "\
NAME          COUNT WORDS
resize            7 a b
mail             12
";
    assert_eq!(table(&COLUMNS, &rows), expected);
}

#[test]
fn a_long_name_keeps_its_start_and_its_end() {
    let name = format!("start{}end", "x".repeat(100));
    let shown = cut(&name, 50);
    assert!(shown.starts_with("start") && shown.ends_with("end") && shown.contains("..."));
    assert!(shown.chars().count() <= 50);
    assert_eq!(cut("short", 50), "short");
}

#[test]
fn a_name_that_a_terminal_would_obey_is_escaped() {
    assert_eq!(readable("größe".as_bytes()), "größe");
    assert_eq!(readable(b"a\x1b[31m"), r"a\x1b[31m");
    assert_eq!(readable(b"\xff"), r"\xff");
}
