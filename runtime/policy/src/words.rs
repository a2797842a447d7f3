//! A policy text, cut into words with their places.
