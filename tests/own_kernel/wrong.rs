//! Wrong kernels.
