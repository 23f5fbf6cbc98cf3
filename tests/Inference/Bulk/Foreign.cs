using System.Diagnostics;

namespace Platform.Inference.Tests.Bulk;

/// <summary>Runs a program that this project did not write.</summary>
static class Foreign
{
    /// <summary>Its standard output; the test is skipped where the program is not installed.</summary>
    public static async Task<string> RunAsync(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true }
            )!;
            var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync();
            Assert.True(process.ExitCode == 0, await error);
            return await output;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip($"{program} is not installed here");
            throw;
        }
    }
}
