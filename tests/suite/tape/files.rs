//! Constants from CSV and `.npy` files, right and wrong ones.

use std::fs;
use std::path::PathBuf;

use torchlean_mirror::notation::{Files, Source, Spec, Tape, read_tape};
use torchlean_mirror::term::{Argument, Map};

fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn read(folder: &PathBuf, text: &str) -> Result<Tape, String> {
    let spec = Spec::built_in().unwrap();
    let source = Source::new("test.tape", text);
    read_tape(&source, &spec.entries, &Files::beside(folder)).map_err(|e| e.to_string())
}

/// A `.npy` file, version 1.
fn npy(header: &str, data: &[u8]) -> Vec<u8> {
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    let header = format!("{header:<117}\n");
    bytes.extend(u16::try_from(header.len()).unwrap().to_le_bytes());
    bytes.extend(header.as_bytes());
    bytes.extend(data);
    bytes
}

fn floats(values: &[f64]) -> Vec<u8> {
    values
        .iter()
        .flat_map(|value| value.to_le_bytes())
        .collect()
}

fn header(descr: &str, fortran: &str, shape: &str) -> String {
    format!("{{'descr': '{descr}', 'fortran_order': {fortran}, 'shape': {shape}, }}")
}

#[test]
fn matrices_vectors_and_masks_come_from_files() {
    let folder = folder("tape_files");
    let six = floats(&[1.0, 2.0, 3.0, 4.0, 0.1, -0.5]);
    fs::write(
        folder.join("c.npy"),
        npy(&header("<f8", "False", "(2, 3)"), &six),
    )
    .unwrap();
    fs::write(
        folder.join("f.npy"),
        npy(&header("<f8", "True", "(2, 3)"), &six),
    )
    .unwrap();
    let whole: Vec<u8> = [-7_i64, 9].iter().flat_map(|v| v.to_le_bytes()).collect();
    fs::write(
        folder.join("b.npy"),
        npy(&header("<i8", "False", "(2,)"), &whole),
    )
    .unwrap();
    fs::write(
        folder.join("m.npy"),
        npy(&header("|b1", "False", "(2,)"), &[1, 0]),
    )
    .unwrap();
    fs::write(folder.join("m.csv"), "true\nfalse\n").unwrap();
    fs::write(folder.join("v.csv"), "1e-1, -2.5E1\n").unwrap();
    let tape = read(
        &folder,
        "tape t input x : [3]
         let a := affine x (npy \"c.npy\") (npy \"b.npy\")
         let b := affine x (npy \"f.npy\") (csv \"v.csv\")
         let c := fixedInvertedDropout a (npy \"m.npy\") 1/2
         let d := fixedInvertedDropout a (csv \"m.csv\") 1/2",
    )
    .unwrap();
    let number = |text: &str| text.parse().unwrap();
    let rows = |step: usize| match &tape.steps[step].arguments[1] {
        Argument::Map(Map::Dense(matrix)) => matrix.rows.clone(),
        other => panic!("{other:?}"),
    };
    // 0.1 in a file of f64 is the f64, not the decimal.
    let tenth = number("3602879701896397/36028797018963968");
    assert_eq!(rows(0)[1], [number("4"), tenth, number("-1/2")]);
    assert_eq!(
        rows(1)[0],
        [number("1"), number("3"), rows(0)[1][1].clone()]
    );
    assert_eq!(
        tape.steps[0].arguments[2],
        Argument::Vector(vec![number("-7"), number("9")])
    );
    assert_eq!(
        tape.steps[1].arguments[2],
        Argument::Vector(vec![number("1/10"), number("-25")])
    );
    for step in [2, 3] {
        assert_eq!(
            tape.steps[step].arguments[1],
            Argument::Mask(vec![true, false])
        );
    }
}

#[test]
fn files_of_other_programs_are_read() {
    let folder = folder("tape_other_files");
    fs::write(folder.join("m.csv"), "TRUE,False,true\n").unwrap();
    fs::write(folder.join("v.csv"), "1.,.5,-0.0\n").unwrap();
    let scalar = npy(&header("<f8", "False", "()"), &floats(&[0.75]));
    fs::write(folder.join("c.npy"), scalar).unwrap();
    for (descr, data) in [
        ("|i1", vec![0xff, 2, 3]),
        ("<i2", vec![0xff, 0xff, 2, 0, 3, 0]),
        (">i2", vec![0xff, 0xff, 0, 2, 0, 3]),
        ("|u1", vec![1, 2, 3]),
        ("<u2", vec![1, 0, 2, 0, 3, 0]),
        ("<u4", vec![1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0]),
    ] {
        fs::write(
            folder.join("w.npy"),
            npy(&header(descr, "False", "(3,)"), &data),
        )
        .unwrap();
        let tape = read(
            &folder,
            "tape t input x : [3]
             let a := fixedInvertedDropout x (csv \"m.csv\") 1/2
             let b := fixedMaskScale x (csv \"v.csv\")
             let c := fixedMaskScale x (npy \"w.npy\")
             let d := scale x (npy \"c.npy\")",
        )
        .unwrap();
        let vector = |texts: [&str; 3]| Argument::Vector(texts.map(|t| t.parse().unwrap()).into());
        let argument = |step: usize| &tape.steps[step].arguments[1];
        assert_eq!(*argument(0), Argument::Mask(vec![true, false, true]));
        assert_eq!(*argument(1), vector(["1", "1/2", "0"]));
        let first = if descr.contains('i') { "-1" } else { "1" };
        assert_eq!(*argument(2), vector([first, "2", "3"]), "{descr}");
        assert_eq!(*argument(3), Argument::Scalar("3/4".parse().unwrap()));
    }
}

#[test]
fn wrong_files_are_errors_at_their_line() {
    let folder = folder("tape_wrong_files");
    let two = floats(&[1.0, 2.0]);
    let infinite = floats(&[1.0, f64::INFINITY]);
    let pairs: [(&str, Vec<u8>); 14] = [
        ("a.csv", b"1, 2\n3\n".to_vec()),
        ("b.csv", b"1, x\n".to_vec()),
        ("c.csv", b"1, 1e99999\n".to_vec()),
        ("d.csv", b"1, nan\n".to_vec()),
        ("e.csv", b"1, \xff\n".to_vec()),
        ("f.csv", b"1, 2, 3\n".to_vec()),
        ("a.npy", b"".to_vec()),
        (
            "b.npy",
            npy(&header("<f8", "False", "(1, 2)"), &two)[..130].to_vec(),
        ),
        ("c.npy", npy(&header("<f8", "False", "(1, 2)"), &infinite)),
        ("d.npy", npy(&header("<f8", "False", "(1, 2, 1)"), &two)),
        ("e.npy", npy(&header("<c16", "False", "(1, 1)"), &two)),
        (
            "f.npy",
            npy(&header("<f8", "False", "(4294967296, 4294967296)"), &two),
        ),
        (
            "g.npy",
            npy(&header("<f8", "False", "(99999999999999999999, 0)"), &two),
        ),
        ("h.npy", npy(&"(".repeat(100), &two)),
    ];
    for (name, bytes) in pairs {
        fs::write(folder.join(name), bytes).unwrap();
        let kind = &name[name.len() - 3..];
        let text = format!("tape t\ninput x : [2]\nlet y := affine x ({kind} \"{name}\") [1]");
        let error = read(&folder, &text).unwrap_err();
        assert!(error.starts_with("test.tape:3:19: "), "{name}: {error}");
        println!("{error}");
    }
    for (name, bytes, expected) in [
        ("empty.csv", b"".to_vec(), "empty.csv: no cells"),
        (
            "semicolons.csv",
            b"1;2\n3;4\n".to_vec(),
            "semicolons.csv:1: cell 1: `1;2`: cells are separated by `,`",
        ),
        (
            "header.csv",
            b"a,b\n1,2\n".to_vec(),
            "header.csv:1: no cell of the first line is a number",
        ),
        (
            "ragged.csv",
            b"1,2\n3\n".to_vec(),
            "ragged.csv:2: expected 2 cells, found 1",
        ),
        (
            "large.csv",
            b"1,1e400\n".to_vec(),
            "large.csv:1: cell 2: `1e400` is outside the range of f64",
        ),
        (
            "long.npy",
            npy(&header("<f8", "False", "(1, 1)"), &two),
            "16 bytes of data, expected 1 value of 8 bytes",
        ),
        (
            "half.npy",
            npy(&header("<f2", "False", "(1, 2)"), &[0; 4]),
            "its type is '<f2'",
        ),
        (
            "time.npy",
            npy(&header("<M8[s]", "False", "(1, 2)"), &two),
            "its type is '<M8[s]'",
        ),
        (
            "infinite.npy",
            npy(&header("<f8", "False", "(1, 2)"), &infinite),
            "infinite.npy: value 2 is not finite",
        ),
        (
            "truth.npy",
            npy(&header("|b1", "False", "(1, 2)"), &[1, 0]),
            "expected a number, found `true` at coordinate 0",
        ),
    ] {
        fs::write(folder.join(name), bytes).unwrap();
        let kind = &name[name.len() - 3..];
        let text = format!("tape t\ninput x : [2]\nlet y := affine x ({kind} \"{name}\") [1]");
        let error = read(&folder, &text).unwrap_err();
        assert!(error.contains(expected), "{name}: {error}");
    }
    let text = "tape t\ninput x : [2]\nlet y := affine x (csv \".\") [1]";
    assert!(read(&folder, text).unwrap_err().contains("not a file"));
}
