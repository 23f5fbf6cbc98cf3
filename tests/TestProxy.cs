using System.Runtime.CompilerServices;
using Platform.CommandLine;

namespace Platform.Tests;

/// <summary>Calls of the servers under test, which are on this machine, go past the environment's proxy.</summary>
static class TestProxy
{
    [ModuleInitializer]
    internal static void Start() => HttpClient.DefaultProxy = DirectToThisMachine.Instance;
}
