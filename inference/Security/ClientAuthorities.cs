using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Platform.Shared;

namespace Platform.Inference.Security;

/// <summary>
/// The authorities whose certificates a client must have, and what they have taken back, read again when the file
/// changes. Thread-safe.
/// </summary>
sealed partial class ClientAuthorities
{
    readonly string path;
    readonly ILogger log;
    readonly Lock gate = new();
    volatile State state;
    FileStamp stamp;

    /// <summary>What the file said at one time.</summary>
    public sealed record State(X509ChainPolicy Policy, IReadOnlyList<RevocationList> Lists)
    {
        public bool IsRevoked(X509Certificate2 certificate) => Lists.Any(l => l.Has(certificate));
    }

    /// <exception cref="InputException">The file is missing, or has no certificate.</exception>
    public ClientAuthorities(string path, ILogger<ClientAuthorities> log)
    {
        (this.path, this.log, stamp) = (path, log, FileStamp.Of(path));
        state = Load(path);
    }

    /// <summary>For the next connection.</summary>
    public State Current
    {
        get
        {
            if (FileStamp.Of(path) != stamp)
                Refresh();
            return state;
        }
    }

    void Refresh()
    {
        lock (gate)
        {
            if (FileStamp.Of(path) is var now && now == stamp)
                return;
            stamp = now;
            try
            {
                state = Load(path);
                LogRead(path, state.Policy.CustomTrustStore.Count, state.Lists.Sum(l => l.Count));
            }
            catch (InputException e)
            {
                LogKept(e.Message);
            }
        }
    }

    /// <exception cref="InputException">It cannot be read, or has no certificate.</exception>
    public static State Load(string path)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        try
        {
            policy.CustomTrustStore.ImportFromPemFile(path);
            if (policy.CustomTrustStore.Count > 0)
                return new(policy, RevocationList.In(path));
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or CryptographicException or InputException)
        {
            throw new InputException($"--client-ca {path}: {e.Message}", e);
        }
        throw new InputException($"--client-ca {path}: no PEM certificate in it");
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Path}: read again, {Count} authorities, {Revoked} revoked certificates"
    )]
    partial void LogRead(string path, int count, int revoked);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Reason}; the authorities read before stay in force")]
    partial void LogKept(string reason);
}
