"""What people say of what they read: codes on spans, memos, cases; projects of other tools in and out."""
