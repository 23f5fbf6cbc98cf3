using Microsoft.Playwright;
using Platform.Inference.Classification;
using Platform.Shared.Bundles;
using Platform.Shared.Imaging.Formats;
using static Microsoft.Playwright.Assertions;

namespace Platform.Browser.Tests;

/// <summary>What the page should show of an image, and what it shows.</summary>
static class Answers
{
    /// <summary>Code and percentage of each class.</summary>
    public static string[] Expected(string bundle, byte[] image)
    {
        using var loaded = Bundle.Load(bundle);
        var predictions = new Classifier(loaded, ImageLimits.Default).Classify(image).Predictions;
        return [.. predictions.Select(p => $"{p.Code} {Percent(p.Probability)}")];
    }

    public static async Task<string[]> ShownAsync(IPage page)
    {
        await Expect(page.Locator("#result")).ToBeVisibleAsync();
        return await page.Locator("#bars li")
            .EvaluateAllAsync<string[]>(
                "items => items.map(i => ['code', '.share'].map(part => i.querySelector(part).textContent).join(' '))"
            );
    }

    /// <summary>Pixels of the heat map that can be seen, of 512 x 512.</summary>
    public static Task<int> HeatAsync(IPage page) =>
        page.Locator("#heat")
            .EvaluateAsync<int>(
                """
                c => c.getContext('2d').getImageData(0, 0, c.width, c.height).data
                  .filter((v, i) => i % 4 === 3 && v > 40).length
                """
            );

    static string Percent(double probability) =>
        $"{100 * probability:0.0} %" switch
        {
            "0.0 %" => "<0.1 %",
            "100.0 %" => ">99.9 %",
            var other => other,
        };
}
