using System.Text.RegularExpressions;

namespace Platform.EndToEnd.Tests.Confinement;

/// <summary>A system call as strace prints it with <c>-y</c>: each open file with its path behind it.</summary>
/// <param name="Name">such as openat</param>
/// <param name="Arguments">as printed</param>
/// <param name="Result">what it returned, below 0 for an error; 0 where the process ended within it</param>
sealed partial record SystemCall(string Name, string Arguments, long Result)
{
    /// <summary>What is traced: connections and what makes, renames or removes files.</summary>
    public const string Traced =
        "connect,sendto,sendmsg,sendmmsg,bind,open,openat,creat,mkdir,mkdirat,mknod,mknodat,symlink,symlinkat,"
        + "link,linkat,rename,renameat,renameat2,unlink,unlinkat,rmdir,truncate";

    static readonly string[] Opens = ["open", "openat", "creat"],
        Networks = ["connect", "sendto", "sendmsg", "sendmmsg"];

    public static SystemCall? Parse(string line) =>
        Shape().Match(line) is { Success: true } match
            ? new(
                match.Groups[1].Value,
                match.Groups[2].Value,
                long.TryParse(match.Groups[3].Value, out var result) ? result : 0
            )
            : null;

    /// <summary>
    /// The address that it calls, of the network and not of this machine; null for none. A failed call is one too.
    /// </summary>
    public string? CallsAway =>
        Networks.Contains(Name) && Network().IsMatch(Arguments) && !Loopback().IsMatch(Arguments) ? Arguments : null;

    /// <summary>The paths that it made, changed or removed.</summary>
    public IEnumerable<string> Changes
    {
        get
        {
            if (Result < 0 || Networks.Contains(Name))
                return [];
            if (Opens.Contains(Name) && Name != "creat" && !Writing().IsMatch(Arguments))
                return [];
            if (Name == "bind")
                return SocketPath().Matches(Arguments).Select(match => match.Groups[1].Value);
            var paths = Path()
                .Matches(Arguments)
                .Select(match =>
                    System.IO.Path.GetFullPath(
                        match.Groups[2].Value,
                        match.Groups[1].Value is { Length: > 0 } folder ? folder : "/"
                    )
                );
            return Name.StartsWith("symlink") ? paths.Skip(1) : paths;
        }
    }

    [GeneratedRegex(@"^(\w+)\((.*?)(?:\)\s+= (-?\d+)?.*| <unfinished \.\.\.>|)$")]
    private static partial Regex Shape();

    [GeneratedRegex("sa_family=AF_INET6?|sa_family=AF_(?!UNIX|NETLINK|UNSPEC)")]
    private static partial Regex Network();

    [GeneratedRegex("""inet_addr\("127\.|inet_pton\(AF_INET6, "(?:::1|::ffff:127\.[^"]*)"|inet_addr\("0\.0\.0\.0"\)""")]
    private static partial Regex Loopback();

    [GeneratedRegex(@"O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_TMPFILE")]
    private static partial Regex Writing();

    [GeneratedRegex("sun_path=\"([^\"]*)\"")]
    private static partial Regex SocketPath();

    [GeneratedRegex("(?:(?:AT_FDCWD|\\d+)<([^>]*)>, )?\"((?:[^\"\\\\]|\\\\.)*)\"")]
    private static partial Regex Path();
}
