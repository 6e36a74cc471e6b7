"""Who somebody is: accounts and their login, owners of results, names of pages."""
