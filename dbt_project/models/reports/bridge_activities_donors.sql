{{ activities_named('donor') }}
