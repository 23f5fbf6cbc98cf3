using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Platform.Browser.Tests.BrowserFixture))]

namespace Platform.Browser.Tests;

/// <summary>
/// One headless Chromium of this system for all tests; where there is none, they say that they did not run.
/// </summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    static readonly string[] Known = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
    IPlaywright? playwright;
    IBrowser? browser;

    public async ValueTask InitializeAsync()
    {
        if (Known.FirstOrDefault(File.Exists) is not { } path)
            return;
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(
            new()
            {
                ExecutablePath = path,
                Args =
                [
                    "--headless",
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                ],
            }
        );
    }

    public async Task<IBrowserContext> OpenAsync(int width = 1100, int height = 900)
    {
        Assert.SkipWhen(
            browser is null,
            $"no Chromium at {string.Join(", ", Known)}: the page was not tested in a browser"
        );
        return await browser.NewContextAsync(
            new()
            {
                ViewportSize = new() { Width = width, Height = height },
            }
        );
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
            await browser.DisposeAsync();
        playwright?.Dispose();
    }
}
