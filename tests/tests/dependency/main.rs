//! Calls of others, over sockets, while those others fail.

mod scene;
