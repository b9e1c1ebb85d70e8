//! Shapes, contexts and indices.

use crate::kernels::cases::shapes;
use torchlean_mirror::tape::{Context, Error, Idx, Shape};

#[test]
fn sizes_are_products() {
    assert_eq!(Shape::scalar().size(), 1);
    assert_eq!(Shape::from([7]).size(), 7);
    assert_eq!(Shape::from([2, 3, 4]).size(), 24);
    assert_eq!(Shape::from([2, 0, 4]).size(), 0);
    assert_eq!(Shape::from([usize::MAX, 2]).size(), usize::MAX);
    assert_eq!(Shape::from([usize::MAX, 2, 0]).size(), 0);
    assert_eq!(Shape::new(vec![2, 3]), Shape::from([2, 3]));
    assert_eq!(Shape::from([]), Shape::scalar());
}

#[test]
fn multi_indices_count_row_major() {
    let shape = Shape::from([2, 3, 4]);
    let mut flat = 0;
    for i in 0..2 {
        for j in 0..3 {
            for k in 0..4 {
                assert_eq!(shape.multi_index(flat), Some(vec![i, j, k]));
                flat += 1;
            }
        }
    }
    assert_eq!(Shape::scalar().multi_index(0), Some(vec![]));
    for shape in shapes() {
        assert_eq!(shape.multi_index(shape.size()), None, "{shape}");
    }
}

#[test]
fn they_print_as_lists() {
    assert_eq!(Shape::scalar().to_string(), "[]");
    assert_eq!(Shape::from([2, 3]).to_string(), "[2, 3]");
    let context = Context::new([Shape::from([2, 3]), Shape::scalar()]);
    assert_eq!(context.to_string(), "[[2, 3], []]");
    assert_eq!(Context::new([]).to_string(), "[]");
}

#[test]
fn contexts_lay_tensors_one_after_the_other() {
    let context = Context::new(shapes());
    assert_eq!(context.len(), context.shapes().len());
    assert!(!context.is_empty());
    assert!(Context::new([]).is_empty());
    assert_eq!(Context::new([]).size(), 0);
    let mut offset = 0;
    for (position, shape) in shapes().iter().enumerate() {
        assert_eq!(context.offset(Idx(position)), Ok(offset));
        assert_eq!(context.shape(Idx(position), "a"), Ok(shape));
        offset += shape.size();
    }
    assert_eq!(context.size(), offset);
}

#[test]
fn an_index_out_of_range_is_named() {
    let context = Context::new([Shape::scalar()]);
    let error = context.shape(Idx(1), "b").unwrap_err();
    assert_eq!(
        error,
        Error::Index {
            argument: "b".into(),
            index: 1,
            len: 1
        }
    );
    assert_eq!(
        error.to_string(),
        "b: index 1 is out of range for a context of 1"
    );
    assert!(context.offset(Idx(usize::MAX)).is_err());
}

#[test]
fn indices_reach_into_lists() {
    let mut list = [10, 20, 30];
    assert_eq!(Idx(2).get(&list), Ok(&30));
    assert_eq!(Idx(0).get_mut(&mut list), Ok(&mut 10));
    let each = Idx::get_each([Idx(2), Idx(0), Idx(2)], &list);
    assert_eq!(each, Ok([&30, &10, &30]));
    let short = Idx::get_each([Idx(0), Idx(3)], &list).unwrap_err();
    assert_eq!(
        short.to_string(),
        "idx: index 3 is out of range for a context of 3"
    );
    assert!(Idx::get_each([Idx(0)], &[0; 0]).is_err());
    assert!(Idx(3).get(&list).is_err());
    assert!(Idx(3).get_mut(&mut list).is_err());
}
