"""Works out what news says about an incident, and how that changes. Pure: values in, values out."""
