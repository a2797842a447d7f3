//! Calls of others, over sockets and over virtual time, while those others fail.

mod simulation;
