"""The pages to which links in mails lead: an opinion, and a conversation to go on with. No login, no script."""
