{{ activities_named('project') }}
