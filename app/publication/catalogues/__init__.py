"""What harvesters read: DCAT, CKAN, schema.org, signposting."""
