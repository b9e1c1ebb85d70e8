//! The text of a tape, and what is wrong with one.

use torchlean_mirror::notation::{Files, Source, Spec, read_tape};
use torchlean_mirror::term::{Argument, Map};

use super::{ALL_NODES, examples, read};

/// Line, column and message of each error.
fn errors(text: &str) -> Vec<(usize, usize, String)> {
    let errors = read(text).err().map(|e| e.0).unwrap_or_default();
    let place = |e: &torchlean_mirror::notation::Diagnostic| {
        let (line, column) = e.position();
        assert!(e.render().contains("test.tape"), "{}", e.render());
        (line, column, e.message().to_string())
    };
    errors.iter().map(place).collect()
}

#[test]
fn shapes_and_constants_are_read_exactly() {
    let tape = read(ALL_NODES).unwrap();
    let step = |name: &str| tape.steps.iter().find(|step| &*step.name == name).unwrap();
    assert_eq!(step("j").shape, [3, 1]);
    assert_eq!(step("k").shape, [1]);
    assert_eq!(step("none").shape, [0]);
    assert_eq!(step("one").shape, [2]);
    assert_eq!(step("t").shape, [0_usize; 0]);
    assert_eq!(
        step("g").arguments[1],
        Argument::Scalar("-1/3".parse().unwrap())
    );
    assert_eq!(
        step("i").arguments[2],
        Argument::Scalar("9/10".parse().unwrap())
    );
    assert_eq!(step("i").arguments[1], Argument::Mask(vec![true, false]));
    assert_eq!(step("b").line, 7);
    assert_eq!(step("b").text, "let b := sub a x");
    assert_eq!(step("c").reads().collect::<Vec<_>>(), [4, 3]);
    let (_, network) = examples().swap_remove(1);
    let Argument::Map(Map::Dense(matrix)) = &network.steps[0].arguments[1] else {
        panic!("no matrix");
    };
    assert_eq!((matrix.columns, matrix.rows.len()), (4, 3));
    assert_eq!(matrix.rows[1][1], "2/3".parse().unwrap());
    assert_eq!(matrix.rows[1][2], "1/10".parse().unwrap());
}

#[test]
fn each_error_has_its_place() {
    let head = "tape t\ninput x : [2]\ninput z : [3]\n";
    for (line, column, part) in [
        ("let y := addd x x", 10, "no node is called `addd`"),
        ("let y := mulFderiv x x", 10, "`mulFderiv` is not a node"),
        (
            "let y := invertedDropoutCoeff [true] 1",
            10,
            "is not a node",
        ),
        ("let y := add x", 10, "takes 2 arguments (a, b), found 1"),
        ("let y := add x x x", 10, "found 3"),
        (
            "let y := add x q",
            16,
            "no input or step above is called `q`",
        ),
        (
            "let y := add x y",
            16,
            "no input or step above is called `y`",
        ),
        ("let y := add x z", 16, "shape [3] where [2] is needed"),
        (
            "let y := add x 1",
            16,
            "`b` is the name of an input or step",
        ),
        ("let y := scale x z", 18, "`c` is a number"),
        (
            "let y := scale x (1/0)",
            19,
            "the denominator of `1/0` is 0",
        ),
        ("let y := scale x 1/", 20, "expected a number"),
        ("let y := scale x 2x", 18, "a letter in a number"),
        ("let y := scale x 1e400", 18, "outside the range of f64"),
        ("let y := scale x nan", 18, "`c` is a number, found `nan`"),
        (
            "let y := scale (add x x) 2",
            17,
            "a step inside the arguments of another one",
        ),
        ("let y := scale x (1", 20, "expected `)`"),
        (
            "let y := scale x * 2",
            18,
            "expected an argument or a new line",
        ),
        (
            "let y := fixedMaskScale x [1]",
            27,
            "1 coordinates for shape [2]",
        ),
        (
            "let y := fixedMaskScale x [1, true]",
            31,
            "expected a number, found `true` at coordinate 1",
        ),
        ("let y := fixedMaskScale x [1, 2", 32, "expected `,` or `]`"),
        (
            "let y := fixedInvertedDropout x [true, 1] 1",
            40,
            "expected `true` or `false`",
        ),
        (
            "let y := affine x [[1, 2], [3]] [1, 2]",
            28,
            "a row of 1 in a matrix of 2 columns",
        ),
        (
            "let y := affine x [[1, 2, 3]] [1]",
            19,
            "a matrix of 3 columns for a tensor of 2",
        ),
        (
            "let y := affine x [[1, 2]] [1, 2]",
            28,
            "2 coordinates for shape [1]",
        ),
        (
            "let y : [3] := affine x [[1, 2]] [1]",
            25,
            "1 coordinates for shape [3]",
        ),
        (
            "let y : [3] := add x x",
            20,
            "shape [2] where [3] is needed",
        ),
        ("let y := affine x [1, 2] [1]", 20, "expected a row"),
        (
            "let y := affine x [[[1]]] [1]",
            21,
            "lists may not nest deeper",
        ),
        ("let y := affine x (csv weights) [1]", 24, "expected a path"),
        (
            "let y := affine x (csv \"nowhere.csv\") [1]",
            19,
            "nowhere.csv",
        ),
        (
            "let y := affine x (npy \"weights.csv\") [1]",
            19,
            "weights.csv: ",
        ),
        ("let y = add x x", 7, "expected `:=`"),
        ("let x := add x x", 5, "`x` is declared twice"),
        ("input w [2]", 9, "expected `:`"),
        ("input w : 2", 11, "expected `[`"),
        ("input w : [2, -1]", 15, "expected a dimension"),
        ("input w : [99999999999999999999]", 12, "is too large"),
        ("input w : [2.5]", 12, "is not a whole number"),
        (
            "input w : [4000000000, 4000000000]",
            7,
            "coordinates at most",
        ),
        ("input w : [1000000]", 7, "coordinates at most"),
        ("input w : [0, 4000000000]", 7, "coordinates at most"),
        ("node y := add x x", 1, "expected `input` or `let`"),
        ("let y :=", 9, "expected a name, found the end of the line"),
        ("let y := scale x (1/3", 22, "found the end of the line"),
        ("let y := add x \u{7} x", 16, "unexpected character"),
        ("let y := scale x \"a", 18, "unexpected character"),
    ] {
        let text = format!("{head}{line}\n");
        let found = errors(&text);
        let first = found.first().unwrap_or_else(|| panic!("{line} was read"));
        assert_eq!((first.0, first.1), (4, column), "{line}: {}", first.2);
        assert!(first.2.contains(part), "{line}: {}", first.2);
    }
    for start in ["\u{feff}tape t\r\n", "tape t\n"] {
        assert_eq!(
            errors(&format!("{start}input x : [1]\r\nlet y := square x")),
            []
        );
    }
    assert_eq!(
        errors("")[0].2,
        "expected `tape`, found the end of the text"
    );
    let late = errors("tape t\ninput x : [1]\nlet y := add x x\ninput z : [1]");
    assert_eq!(late[0].2, "the input `z` stands behind the step `y`");
}

#[test]
fn what_other_languages_write_is_answered_with_what_to_write() {
    let spec = Spec::built_in().unwrap();
    for (line, help) in [
        ("# a comment", "a comment begins with `--`"),
        ("let y := scale (add x x) 2", "a line and a name of its own"),
        ("let y := mul x", "write `let NAME := mul a b`"),
        ("let y := scale x NaN", "NaN and infinity are not"),
    ] {
        let text = format!("tape t\ninput x : [2]\n{line}\n");
        let files = Files::beside("examples");
        let found = read_tape(&Source::new("t", text), &spec.entries, &files).unwrap_err();
        assert_eq!(found.0.len(), 1, "{line}: {found}");
        assert!(found.0[0].render().contains(help), "{line}: {found}");
    }
}

#[test]
fn numbers_are_read_as_other_languages_write_them() {
    let spec = Spec::built_in().unwrap();
    for (written, value) in [
        ("1e-3", "1/1000"),
        ("2.5e1", "25"),
        ("-0.0", "0"),
        ("-1/4", "-1/4"),
    ] {
        let text = format!("tape t\ninput x : [2]\nlet y := scale x {written}\n");
        let files = Files::beside("examples");
        let tape = read_tape(&Source::new("t", text), &spec.entries, &files).unwrap();
        let expected = Argument::Scalar(value.parse().unwrap());
        assert_eq!(tape.steps[0].arguments[1], expected, "{written}");
    }
}

#[test]
fn all_errors_are_shown_and_none_follows_from_another() {
    let text = "tape t\ninput x : [2]\nlet a := ad x x\nlet b := add a a\nlet c := mul b x\n\
                let d := scale x true\nlet e := square d\nlet f := square x 1\n";
    let lines: Vec<usize> = errors(text).iter().map(|error| error.0).collect();
    assert_eq!(lines, [3, 6, 8]);
}

#[test]
fn hostile_texts_end_in_a_verdict() {
    let spec = Spec::built_in().unwrap();
    let many = |part: &str| part.repeat(100_000);
    let digits = "9".repeat(1_001);
    let mut texts = vec![
        format!("tape t input x : [1] let y := affine x {}", many("[")),
        format!("tape t input x : [1] let y := affine x {}", many("(")),
        format!("tape t input x : [1] let y := scale x {}", many("-")),
        format!("tape t input x : [1] let y := scale x {digits}"),
        format!("tape t input x : {}", many("[")),
        many("tape "),
        many("let "),
        many("\""),
        format!("tape t input x : [1] let y := add x x {}", many("x ")),
    ];
    // Any cut of a right text.
    let right = ALL_NODES;
    texts.extend(
        (0..right.len())
            .filter(|&at| right.is_char_boundary(at))
            .map(|at| right[..at].to_string()),
    );
    let files = Files::beside("examples");
    for text in texts {
        if let Err(found) = read_tape(&Source::new("t", text), &spec.entries, &files) {
            assert!(found.0.iter().all(|error| !error.render().is_empty()));
        }
    }
}
