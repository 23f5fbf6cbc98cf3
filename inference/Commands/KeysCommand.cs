using System.CommandLine;
using System.Globalization;
using Platform.CommandLine;
using Platform.Inference.Configuration;
using Platform.Inference.Security;
using Platform.Shared;

namespace Platform.Inference.Commands;

/// <summary>The API keys of a server's file.</summary>
static class KeysCommand
{
    public static Option<string?> File() =>
        new("--keys") { Description = "file of the API keys' hashes; a change counts at once, without a restart" };

    public static Command Create() =>
        new("keys", "Makes, lists and removes the API keys that a server asks for.") { Add(), List(), Remove() };

    static Command Add()
    {
        var file = Required();
        var name = new Argument<string>("name") { Description = "whose key it is" };
        var scopes = new Option<string>("--scopes")
        {
            Description = $"what it may do, comma-separated: {Names}",
            DefaultValueFactory = _ => "classify",
        };
        var rate = new Option<int>("--rate")
        {
            Description = "calls and images a second in the long run",
            DefaultValueFactory = _ => 50,
        };
        var burst = new Option<int?>("--burst")
        {
            Description = "calls and images at once; twice the rate when left out",
        };
        var expires = new Option<string?>("--expires")
        {
            Description =
                "the last day on which it works, in UTC: 2027-06-30, or 90d for 90 days from now; "
                + "when left out, it works until it is removed",
        };
        var command = new Command("add", "Makes a key and shows it, once.")
        {
            name,
            file,
            scopes,
            rate,
            burst,
            expires,
        };
        command.SetAction(parsed =>
        {
            var owner = parsed.GetRequiredValue(name);
            if (owner.Length is < 1 or > 100 || owner.Any(char.IsControl))
                throw new InputException($"name '{owner}': must be 1 to 100 characters of one line");
            var perSecond = parsed.GetValue(rate);
            var atOnce = parsed.GetValue(burst) ?? (int)Math.Min(2L * perSecond, ApiKey.MostRate);
            var now = DateTimeOffset.UtcNow;
            var last = parsed.GetValue(expires) is { } day
                ? LastDay(day, DateOnly.FromDateTime(now.UtcDateTime))
                : (DateOnly?)null;
            var (stored, secret) = ApiKey.Create(owner, Scopes(parsed.GetValue(scopes)!), perSecond, atOnce, now, last);
            OptionRanges.Check(stored);
            KeyFile.Change(
                parsed.GetRequiredValue(file)!,
                keys =>
                    keys.Any(k => k.Name == owner)
                        ? throw new InputException(
                            $"'{owner}' has a key already; remove it first, or choose another name"
                        )
                        : [.. keys, stored]
            );
            Console.WriteLine(secret);
            Console.Error.WriteLine("Keep it: only its hash was stored.");
        });
        return command;
    }

    static Command List()
    {
        var file = Required();
        var command = new Command("list", "Lists the keys: never the secrets, which are stored nowhere.") { file };
        command.SetAction(parsed =>
        {
            foreach (var key in KeyFile.Read(parsed.GetRequiredValue(file)!))
                Console.WriteLine(
                    $"{key.Id}  {key.Created:yyyy-MM-dd}  {Expiry(key), -18}  {key.Rate}/s, {key.Burst} at once  "
                        + $"{string.Join(',', key.Scopes.Select(s => s.ToString().ToLowerInvariant()))}  "
                        + $"{Terminal.Plain(key.Name)}"
                );
        });
        return command;
    }

    static Command Remove()
    {
        var file = Required();
        var who = new Argument<string>("key") { Description = "its id or name, as list shows them" };
        var command = new Command(
            "remove",
            "Removes a key: its next call is refused, and its calls under way are ended within a second."
        )
        {
            who,
            file,
        };
        command.SetAction(parsed =>
        {
            var (path, key) = (parsed.GetRequiredValue(file)!, parsed.GetRequiredValue(who));
            _ = KeyFile.Read(path);
            KeyFile.Change(
                path,
                keys =>
                    keys.Any(k => k.Id == key || k.Name == key)
                        ? [.. keys.Where(k => k.Id != key && k.Name != key)]
                        : throw new InputException($"{path}: no key '{key}'; see: keys list --keys {path}")
            );
        });
        return command;
    }

    static string Names => string.Join(", ", Enum.GetNames<Scope>().Select(n => n.ToLowerInvariant()));

    static Option<string?> Required()
    {
        var file = File();
        file.Required = true;
        return file;
    }

    static IReadOnlyList<Scope> Scopes(string list) =>
        [
            .. list.Split(',', StringSplitOptions.TrimEntries)
                .Select(name =>
                    Enum.TryParse<Scope>(name, ignoreCase: true, out var scope) && !int.TryParse(name, out _)
                        ? scope
                        : throw new InputException($"--scopes {list}: '{name}' is none of {Names}")
                )
                .Distinct(),
        ];

    static string Expiry(ApiKey key) =>
        key.Expires is not { } last ? "does not expire"
        : key.IsExpired(DateTimeOffset.UtcNow) ? $"expired {last:yyyy-MM-dd}"
        : $"expires {last:yyyy-MM-dd}";

    /// <param name="text">a date, or a number of days with a d behind it</param>
    static DateOnly LastDay(string text, DateOnly today)
    {
        const int most = 36_500;
        if (text.EndsWith('d') && Numbers.TryParse(text[..^1], out int days))
            return days is >= 1 and <= most
                ? today.AddDays(days)
                : throw new InputException($"--expires {text}: must be 1d to {most}d");
        if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            throw new InputException($"--expires {text}: write a date such as 2027-06-30, or days such as 90d");
        return day >= today
            ? day
            : throw new InputException($"--expires {text}: has passed; today is {today:yyyy-MM-dd}, in UTC");
    }
}
