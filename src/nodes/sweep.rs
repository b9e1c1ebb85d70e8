//! One pass over memory: a step per coordinate, over views of any layout.

use ndarray::{ArrayViewD, ArrayViewMutD, Zip};

/// Walks over all at once; each new one is zipped to what there is.
macro_rules! walk {
    ($items:expr, $pattern:pat, ; $call:expr) => {
        for $pattern in $items {
            $call
        }
    };
    ($items:expr, $pattern:pat, $next:ident $($rest:ident)*; $call:expr) => {
        walk!($items.zip($next), ($pattern, $next), $($rest)*; $call)
    };
}

/// Defines a function that calls `step` with the written and then the read values of each
/// coordinate, for views of one shape.
macro_rules! sweep {
    ($name:ident, $first:ident $($written:ident)*, $($read:ident)+) => {
        pub(super) fn $name(
            $first: &mut ArrayViewMutD<'_, f64>,
            $($written: &mut ArrayViewMutD<'_, f64>,)*
            $($read: &ArrayViewD<'_, f64>,)+
            step: impl Fn(&mut f64, $(sweep!(@mut $written),)* $(sweep!(@value $read)),+),
        ) {
            // As parameters the slices are known not to overlap, which lets the loop vectorise.
            fn slices(
                $first: &mut [f64],
                $($written: &mut [f64],)*
                $($read: &[f64],)+
                step: impl Fn(&mut f64, $(sweep!(@mut $written),)* $(sweep!(@value $read)),+),
            ) {
                walk!(
                    $first.iter_mut(), $first, $($written)* $($read)+;
                    step($first, $($written,)* $(*$read),+)
                );
            }
            if let (Some($first), $(Some($written),)* $(Some($read)),+) =
                ($first.as_slice_mut(), $($written.as_slice_mut(),)* $($read.as_slice()),+)
            {
                slices($first, $($written,)* $($read,)+ step);
            } else {
                Zip::from($first)
                    $(.and($written))*
                    $(.and($read))+
                    .for_each(|$first, $($written,)* $($read),+| {
                        step($first, $($written,)* $(*$read),+);
                    });
            }
        }
    };
    (@mut $name:ident) => { &mut f64 };
    (@value $name:ident) => { f64 };
}

sweep!(write_1_read_1, w1, r1);
sweep!(write_1_read_2, w1, r1 r2);
sweep!(write_1_read_4, w1, r1 r2 r3 r4);
sweep!(write_2_read_1, w1 w2, r1);
sweep!(write_2_read_2, w1 w2, r1 r2);
sweep!(write_2_read_3, w1 w2, r1 r2 r3);
sweep!(write_3_read_3, w1 w2 w3, r1 r2 r3);
