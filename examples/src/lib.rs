//! Small programs to begin with; each is one file in `src/bin`.
