//! Shapes, contexts, indices, nodes and linear maps.
