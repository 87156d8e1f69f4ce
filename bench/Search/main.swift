internal import Journal
