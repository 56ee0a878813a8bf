"""Mail: letters made of catalogues, handed to the operator's mail server."""
