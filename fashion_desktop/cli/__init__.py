"""The command line: verbs over the same services that the window uses, without Qt."""
