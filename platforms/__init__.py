"""Everything that knows a platform's own words. Pure: values in, values out."""
