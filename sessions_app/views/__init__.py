"""`account` signs in and keeps tokens; `memories` and `sessions` are the pages of those."""
